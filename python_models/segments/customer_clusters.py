"""One row per customer and the cluster that K-means puts it in; cluster 0 orders most often."""

import pyarrow as pa

from basketry.clustering import cluster, feature_matrix, seed_of


def model(dbt, session):
    dbt.config(materialized="table")
    customers = dbt.ref("segment_features").order("customer_id").to_arrow_table()
    labels = cluster(
        feature_matrix(customers, but="customer_id"),
        n_clusters=int(dbt.config.meta_get("n_segments")),
        order_by=-customers["frequency"].to_numpy(),
        seed=seed_of(dbt.config.meta_get("build_seed"), "customer_clusters"),
    )
    return pa.table({"customer_id": customers["customer_id"], "cluster": labels})
