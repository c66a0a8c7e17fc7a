"""One row per history, customer and product that resembles what they bought: the best bought and the best new ones."""

import numpy as np
import pyarrow as pa

from basketry.neighbours import customer_product_matrix, neighbour_matrix, score


def model(dbt, session):
    dbt.config(materialized="table")
    n_best = int(dbt.config.meta_get("n_recommendations"))
    customer_products = dbt.ref("customer_products")
    product_neighbours = dbt.ref("product_neighbours")
    recommendable = dbt.ref("recommendable_products")
    customers = session.sql("select distinct customer_id from customer_products order by 1").to_arrow_table()
    tables = []
    for history in ("all", "before_holdout"):
        # Numbers count customers over both histories, so that they lead back to the same ids.
        bought = session.sql(
            f"""
            select numbered.customer, product_number, n_orders
            from customer_products
            inner join (
                select customer_id, row_number() over (order by customer_id) - 1 as customer
                from (select distinct customer_id from customer_products)
            ) as numbered using (customer_id)
            where history = '{history}'
            order by customer, product_number
            """
        ).to_arrow_table()
        alike = session.sql(
            f"""
            select product_number, neighbour_number, similarity
            from product_neighbours semi join recommendable using (product_number)
            where history = '{history}'
            order by product_number, neighbour_number
            """
        ).to_arrow_table()
        weights = customer_product_matrix(*(np.asarray(bought[name], np.int64) for name in bought.column_names))
        best = score(
            weights.tocsr(),
            neighbour_matrix(
                np.asarray(alike["product_number"], np.int64),
                np.asarray(alike["neighbour_number"], np.int64),
                np.asarray(alike["similarity"]),
                weights.shape[1],
            ),
            n_best,
        )
        tables.append(
            pa.table(
                {
                    "history": pa.array([history] * len(best.customer), pa.string()),
                    "customer_id": customers["customer_id"].take(pa.array(best.customer)),
                    "product_number": pa.array(best.product, pa.int32()),
                    "is_new": pa.array(best.is_new),
                    "rank": pa.array(best.rank, pa.int32()),
                    "score": pa.array(best.score),
                    "because_number": pa.array(best.because, pa.int32()),
                    "because_share": pa.array(best.because_share),
                }
            )
        )
    return pa.concat_tables(tables)
