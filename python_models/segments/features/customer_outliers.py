"""One row per customer who is near no crowd of others: resellers, test accounts, fraud, or just someone unusual."""

import numpy as np

from basketry.clustering import feature_matrix, outliers


def model(dbt, session):
    dbt.config(materialized="table")
    customers = (
        dbt.ref("scaled_features")
        .order("customer_id")
        .project("customer_id, is_fitted_on, columns('_unbounded$')")
        .to_arrow_table()
    )
    features = feature_matrix(customers.drop_columns(["customer_id", "is_fitted_on"]))
    found = outliers(
        features,
        features[np.asarray(customers["is_fitted_on"])],
        n_neighbours=dbt.config.get("outlier_neighbours"),
        reach=float(dbt.config.get("outlier_reach")),
    )
    return customers.select(["customer_id"]).filter(found)
