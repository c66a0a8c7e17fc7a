"""One row per history, customer and product not bought before: the probability that it is bought in the days after."""

from basketry.ranker import HISTORIES, rank_table


def model(dbt, session):
    dbt.config(materialized="table")
    candidates, order = dbt.ref("discover_candidates"), "history, customer_id, product_number"
    examples = candidates.filter("is_example").order(order).to_arrow_table()
    asked = (candidates.filter(f"history = '{history}'").order(order).to_arrow_table() for history in HISTORIES)
    return rank_table(examples, asked)
