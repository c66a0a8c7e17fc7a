"""One row per history, customer and product that resembles what they bought: the best bought and the best new."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from basketry.neighbours import customer_product_matrix, neighbour_matrix, score


def model(dbt, session):
    dbt.config(materialized="table")
    n_best = int(dbt.config.meta_get("n_recommendations"))
    purchases = dbt.ref("customer_products").order("customer_number, product_number, history").to_arrow_table()
    customer_ids = pc.unique(purchases["customer_id"])  # in the order of customer_number
    neighbours = dbt.ref("product_neighbours").order("product_number, neighbour_number").to_arrow_table()
    recommendable = dbt.ref("recommendable_products").to_arrow_table()["product_number"]
    neighbours = neighbours.filter(pc.is_in(neighbours["product_number"], recommendable))
    tables = []
    for history in ("all", "before_holdout"):
        bought = purchases.filter(pc.equal(purchases["history"], history))
        alike = neighbours.filter(pc.equal(neighbours["history"], history))
        weights = customer_product_matrix(
            *(np.asarray(bought[name], np.int64) for name in ("customer_number", "product_number", "n_orders"))
        )
        similarity = neighbour_matrix(
            np.asarray(alike["product_number"], np.int64),
            np.asarray(alike["neighbour_number"], np.int64),
            np.asarray(alike["similarity"]),
            weights.shape[1],
        )
        best = score(weights.tocsr(), similarity, n_best)
        tables.append(
            pa.table(
                {
                    "history": pa.array([history] * len(best.customer), pa.string()),
                    "customer_id": customer_ids.take(pa.array(best.customer)),
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
