"""One row per history, product and product similar to it: bought by the same customers, by cosine similarity."""

import numpy as np
import pyarrow as pa

from basketry.neighbours import customer_product_matrix, nearest


def model(dbt, session):
    dbt.config(materialized="table")
    n_neighbours = int(dbt.config.meta_get("n_neighbours"))
    min_customers = int(dbt.config.meta_get("min_product_customers"))
    purchases = dbt.ref("customer_products").order("customer_number, product_number")
    tables = []
    for history in ("all", "before_holdout"):
        bought = purchases.filter(f"history = '{history}'").to_arrow_table()
        columns = (np.asarray(bought[name], np.int64) for name in ("customer_number", "product_number", "n_orders"))
        product, neighbour, similarity = nearest(customer_product_matrix(*columns), n_neighbours, min_customers)
        tables.append(
            pa.table(
                {
                    "history": pa.array([history] * len(product), pa.string()),
                    "product_number": pa.array(product, pa.int32()),
                    "neighbour_number": pa.array(neighbour, pa.int32()),
                    "similarity": pa.array(similarity, pa.float64()),
                }
            )
        )
    return pa.concat_tables(tables)
