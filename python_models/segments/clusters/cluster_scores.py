"""One row per number of clusters and measure of how well they are separated, on a bounded sample of customers."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, separations


def model(dbt, session):
    dbt.config(materialized="table")
    sample = dbt.ref("scaled_features").filter("is_measured_on").order("customer_id").to_arrow_table()
    names = dbt.config.get("segment_features")
    fits = dbt.ref("cluster_fits").order("n_clusters, cluster").to_arrow_table()
    numbers, centroids = np.asarray(fits["n_clusters"]), feature_matrix(fits.select(names))
    scores = separations(
        feature_matrix(sample.select(names)), {int(k): centroids[numbers == k] for k in np.unique(numbers)}
    )
    rows = [(k, metric, value) for k, measures in scores.items() for metric, value in measures.items()]
    return pa.table(
        {
            "n_clusters": pa.array([k for k, _, _ in rows], pa.int32()),
            "metric": pa.array([metric for _, metric, _ in rows], pa.string()),
            "value": pa.array([value for _, _, value in rows], pa.float64()),
            "n_customers": pa.array([len(sample)] * len(rows), pa.int64()),
        }
    )
