"""One row per measure of how well the clusters are separated, on a bounded sample of customers."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, separation


def model(dbt, session):
    dbt.config(materialized="table")
    build_seed = dbt.config.meta_get("build_seed").replace("'", "''")
    sample = (
        dbt.ref("segment_features")
        .join(dbt.ref("customer_clusters"), "customer_id")
        .order(f"md5(concat_ws('|', '{build_seed}', 'segment_quality', customer_id)), customer_id")
        .limit(int(dbt.config.meta_get("max_quality_customers")))
        .to_arrow_table()
    )
    clusters = np.asarray(sample["cluster"])
    scores = separation(feature_matrix(sample.drop_columns(["cluster"]), but="customer_id"), clusters)
    return pa.table(
        {
            "metric": pa.array(list(scores), pa.string()),
            "value": pa.array(list(scores.values()), pa.float64()),
            "n_clusters": pa.array([len(np.unique(clusters))] * len(scores), pa.int32()),
            "n_customers": pa.array([len(sample)] * len(scores), pa.int64()),
        }
    )
