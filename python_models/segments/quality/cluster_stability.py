"""One row per bootstrap draw: how much of the clusters is found again in customers drawn anew."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, seed_of, stability


def model(dbt, session):
    dbt.config(materialized="table")
    sample = dbt.ref("quality_sample").order("customer_id").to_arrow_table().drop_columns(["customer_id"])
    centroids = dbt.ref("segment_centroids").order("cluster").to_arrow_table()
    found = stability(
        feature_matrix(sample),
        feature_matrix(centroids.select(sample.column_names)),
        seed=seed_of(dbt.config.get("build_seed"), "cluster_stability"),
        n_bootstraps=dbt.config.get("n_bootstraps"),
    )
    return pa.table(
        {
            "draw": pa.array(np.arange(len(found)), pa.int32()),
            "adjusted_rand": pa.array(found, pa.float64()),
            "n_customers": pa.array([len(sample)] * len(found), pa.int64()),
        }
    )
