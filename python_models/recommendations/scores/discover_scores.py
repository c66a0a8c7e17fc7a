"""One row per history, customer and product not bought before: the probability that it is bought in the days after."""

from basketry.ranker import rank_table


def model(dbt, session):
    dbt.config(materialized="table")
    candidates = dbt.ref("discover_candidates").order("history, customer_id, product_number").to_arrow_table()
    return rank_table(candidates)
