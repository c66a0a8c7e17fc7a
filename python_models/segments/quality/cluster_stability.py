"""One row per bootstrap draw: how much of the clusters is found again in customers drawn anew."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, seed_of, stability


def model(dbt, session):
    dbt.config(materialized="table")
    names = dbt.config.get("segment_features")
    customers = dbt.ref("scaled_features").filter("is_measured_on").order("customer_id").to_arrow_table()
    centroids = dbt.ref("segment_centroids").order("cluster").to_arrow_table()
    found = stability(
        feature_matrix(customers.select(names)),
        feature_matrix(centroids.select(names)),
        seed=seed_of(dbt.config.get("build_seed"), "cluster_stability"),
        n_bootstraps=dbt.config.get("n_bootstraps"),
    )
    return pa.table(
        {
            "draw": pa.array(np.arange(len(found)), pa.int32()),
            "adjusted_rand": pa.array(found, pa.float64()),
            "n_customers": pa.array([len(customers)] * len(found), pa.int64()),
        }
    )
