"""One row per history, customer and product they had not bought, with what each collaborative filter thinks of it."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from basketry.tastes import METHODS, N_REASONS, TasteModel, most_bought, taste_blocks

HISTORIES = ("all", "before_holdout", "earlier_1")


def model(dbt, session):
    dbt.config(materialized="table")
    n_best = dbt.config.get("n_recommendations")
    n_candidates = dbt.config.get("n_candidates")
    n_head = dbt.config.get("n_head_products")
    n_neighbours = dbt.config.get("n_neighbours")
    penalty = float(dbt.config.get("ease_penalty"))
    min_customers = dbt.config.get("min_product_customers")
    products = dbt.ref("customer_products").filter(f"history in {HISTORIES}")
    customers = products.project("customer_number, customer_id").distinct().order("customer_number").to_arrow_table()
    columns = "customer_number, product_number, decayed_orders::double as orders"
    bought = [products.filter(f"history = '{history}'").project(columns).to_arrow_table() for history in HISTORIES]
    recommendable = dbt.ref("recommendable_products").filter("n_orders > 0").to_arrow_table()["product_number"]
    recommendable = np.asarray(recommendable, np.int64)
    known = (pc.max(purchases["product_number"]).as_py() or 0 for purchases in bought)
    n_products = 1 + max(*known, recommendable.max(initial=0))
    is_open = np.zeros(n_products, dtype=bool)
    is_open[recommendable] = True
    schema = pa.schema(
        [
            ("history", pa.string()),
            ("customer_id", customers["customer_id"].type),
            ("product_number", pa.int32()),
            *((name, pa.float64()) for name in METHODS),
            *((f"because_number_{place + 1}", pa.int32()) for place in range(N_REASONS)),
            *((f"because_share_{place + 1}", pa.float64()) for place in range(N_REASONS)),
        ]
    )

    # Written block by block, while the next one is scored: what is held at once does not grow with the shop.
    def batches():
        for history, purchases in zip(HISTORIES, bought, strict=True):
            places = tuple(np.asarray(purchases[name], np.int32) for name in ("customer_number", "product_number"))
            shape = (len(customers), n_products)
            weights = csr_array((np.log1p(np.asarray(purchases["orders"])), places), shape=shape)
            head, tail = most_bought(weights, n_head, min_customers)
            fitted = TasteModel(weights, head, tail, penalty, n_neighbours)
            for found in taste_blocks(fitted, is_open, n_candidates, n_best, explain=history == "all"):
                unnamed = found.because < 0
                named = range(N_REASONS)
                arrays = [
                    pa.repeat(history, len(found.customer)),
                    customers["customer_id"].combine_chunks().take(pa.array(found.customer)),
                    pa.array(found.product, pa.int32()),
                    *(pa.array(found.scores[name], from_pandas=True) for name in METHODS),
                    *(pa.array(found.because[:, place], pa.int32(), mask=unnamed[:, place]) for place in named),
                    *(pa.array(found.because_share[:, place], mask=unnamed[:, place]) for place in named),
                ]
                yield pa.record_batch(arrays, schema=schema)

    return pa.RecordBatchReader.from_batches(schema, batches())
