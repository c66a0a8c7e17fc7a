"""One row per customer who is near no crowd of others: resellers, test accounts, fraud, or just someone unusual."""

from basketry.clustering import feature_matrix, outliers


def model(dbt, session):
    dbt.config(materialized="table")
    customers = dbt.ref("unbounded_features").order("customer_id").to_arrow_table()
    drawn = dbt.ref("segment_sample").project("customer_id")
    sample = dbt.ref("unbounded_features").join(drawn, "customer_id").order("customer_id").to_arrow_table()
    names = [name for name in customers.column_names if name != "customer_id"]
    found = outliers(
        feature_matrix(customers.select(names)),
        feature_matrix(sample.select(names)),
        n_neighbours=dbt.config.get("outlier_neighbours"),
        reach=float(dbt.config.get("outlier_reach")),
    )
    return customers.select(["customer_id"]).filter(found)
