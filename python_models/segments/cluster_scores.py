"""One row per measure of how well the clusters are separated, on a bounded sample of customers."""

import numpy as np
import pyarrow as pa

from basketry.clustering import feature_matrix, separation


def model(dbt, session):
    dbt.config(materialized="table")
    features = dbt.ref("segment_features")
    clusters = dbt.ref("customer_clusters")
    sample = session.sql(
        """
        select features.*, clusters.cluster
        from features inner join clusters using (customer_id)
        order by md5(cast(customer_id as varchar)), customer_id
        limit 5000
        """
    ).to_arrow_table()
    scores = separation(
        feature_matrix(sample.drop_columns(["cluster"]), but="customer_id"), np.asarray(sample["cluster"])
    )
    return pa.table(
        {
            "metric": pa.array(list(scores), pa.string()),
            "value": pa.array(list(scores.values()), pa.float64()),
            "n_clusters": pa.array([len(set(sample["cluster"].to_pylist()))] * len(scores), pa.int32()),
            "n_customers": pa.array([len(sample)] * len(scores), pa.int64()),
        }
    )
