"""One row per bootstrap draw: how much of the clusters is found again in customers drawn anew."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, seed_of, stability


def model(dbt, session):
    dbt.config(materialized="table")
    build_seed = dbt.config.meta_get("build_seed").replace("'", "''")
    sample = (
        dbt.ref("scaled_features")
        .order(f"md5(concat_ws('|', '{build_seed}', 'segment_quality', customer_id)), customer_id")
        .limit(int(dbt.config.meta_get("max_quality_customers")))
        .to_arrow_table()
    )
    centroids = dbt.ref("segment_centroids").order("cluster").to_arrow_table()
    names = [name for name in sample.column_names if name != "customer_id"]
    found = stability(
        feature_matrix(sample.select(names)),
        feature_matrix(centroids.select(names)),
        seed=seed_of(dbt.config.meta_get("build_seed"), "cluster_stability"),
        n_bootstraps=int(dbt.config.meta_get("n_bootstraps")),
    )
    return pa.table(
        {
            "draw": pa.array(np.arange(len(found)), pa.int32()),
            "adjusted_rand": pa.array(found, pa.float64()),
            "n_customers": pa.array([len(sample)] * len(found), pa.int64()),
        }
    )
