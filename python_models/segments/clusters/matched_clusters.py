"""One row per cluster of the chosen fit: the number it gets, and which cluster of the last build it continues."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, keep_numbers, match_clusters, nearest


def model(dbt, session):
    dbt.config(materialized="table")
    chosen = dbt.ref("cluster_counts").filter("is_chosen").project("n_clusters")
    fit = dbt.ref("cluster_fits").join(chosen, "n_clusters").order("cluster").to_arrow_table()
    remembered = (
        dbt.ref("scaled_features")
        .join(dbt.ref("last_clusters").project("customer_id, last_cluster"), "customer_id")
        .order("customer_id")
        .limit(dbt.config.get("max_fit_customers"))
        .to_arrow_table()
    )
    names = dbt.config.get("segment_features")
    last = remembered["last_cluster"].to_numpy()
    overlap = np.zeros((len(fit), last.max(initial=-1) + 1), np.int64)
    if len(fit) and len(last):
        np.add.at(
            overlap, (nearest(feature_matrix(remembered.select(names)), feature_matrix(fit.select(names))), last), 1
        )
    matched = match_clusters(overlap)
    return pa.table(
        {
            "fitted_cluster": fit["cluster"],
            "cluster": pa.array(keep_numbers(matched), pa.int32()),
            "last_cluster": pa.array(matched, pa.int32(), mask=matched < 0),
            "n_shared": pa.array(
                overlap[np.arange(len(fit)), matched] * (matched >= 0) if overlap.size else np.zeros(len(fit)),
                pa.int64(),
            ),
            "n_now": pa.array(overlap.sum(axis=1), pa.int64()),
        }
    )
