"""One row per cluster: a condition in SQL that tells it from the others, from a shallow tree, and how right it is."""

import numpy as np
import pyarrow as pa

from basketry.clustering import explain, feature_matrix


def model(dbt, session):
    dbt.config(materialized="table")
    customers = (
        dbt.ref("segment_features")
        .filter("is_fitted_on")
        .join(dbt.ref("customer_clusters").project("customer_id, cluster"), "customer_id")
        .order("customer_id")
        .to_arrow_table()
    )
    names = dbt.config.get("segment_features")
    # Whoever lacks a value meets no condition that speaks of it.
    features = feature_matrix(customers.select(names))
    complete = np.isfinite(features).all(axis=1)
    labels = np.asarray(customers["cluster"], dtype=np.int64)
    found = (
        explain(features[complete], labels[complete], names, dbt.config.get("explanation_depth"))
        if complete.any()
        else []
    )
    return pa.table(
        {
            "cluster": pa.array([item.cluster for item in found], pa.int32()),
            "condition": pa.array([item.condition for item in found], pa.string()),
            "n_meeting": pa.array([item.n_meeting for item in found], pa.int64()),
            "n_right": pa.array([item.n_right for item in found], pa.int64()),
            "n_in_cluster": pa.array([int((labels[complete] == item.cluster).sum()) for item in found], pa.int64()),
            "n_customers": pa.array([int(complete.sum())] * len(found), pa.int64()),
        }
    )
