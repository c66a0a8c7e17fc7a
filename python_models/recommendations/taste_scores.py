"""One row per history, customer and product they had not bought, with what each collaborative filter thinks of it."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import csr_array

from basketry.tastes import METHODS, N_REASONS, TasteModel, most_bought, tastes


def model(dbt, session):
    dbt.config(materialized="table")
    n_best = int(dbt.config.meta_get("n_recommendations"))
    n_candidates = int(dbt.config.meta_get("n_candidates"))
    n_head = int(dbt.config.meta_get("n_head_products"))
    n_neighbours = int(dbt.config.meta_get("n_neighbours"))
    penalty = float(dbt.config.meta_get("ease_penalty"))
    min_customers = int(dbt.config.meta_get("min_product_customers"))
    purchases = dbt.ref("customer_products").filter("history in ('all', 'before_holdout', 'earlier_1')")
    columns = "history, customer_id, customer_number, product_number, decayed_orders::double as orders"
    purchases = purchases.project(columns).order("customer_number, product_number, history").to_arrow_table()
    customer_ids = pc.unique(purchases["customer_id"])  # in the order of customer_number
    recommendable = dbt.ref("recommendable_products").to_arrow_table()["product_number"]
    recommendable = np.asarray(recommendable, np.int64)
    n_products = 1 + max(pc.max(purchases["product_number"]).as_py() or 0, recommendable.max(initial=0))
    is_open = np.zeros(n_products, dtype=bool)
    is_open[recommendable] = True
    tables = []
    for history in ("all", "before_holdout", "earlier_1"):
        bought = purchases.filter(pc.equal(purchases["history"], history))
        places = tuple(np.asarray(bought[name], np.int64) for name in ("customer_number", "product_number"))
        weights = csr_array((np.log1p(np.asarray(bought["orders"])), places), shape=(len(customer_ids), n_products))
        head, tail = most_bought(weights, n_head, min_customers)
        fitted = TasteModel(weights, head, tail, penalty, n_neighbours)
        found = tastes(fitted, is_open, n_candidates, n_best, explain=history == "all")
        reasons = {}
        for place in range(N_REASONS):
            number, share = found.because[:, place], found.because_share[:, place]
            reasons[f"because_number_{place + 1}"] = pa.array(number, pa.int32(), mask=number < 0)
            reasons[f"because_share_{place + 1}"] = pa.array(share, pa.float64(), mask=number < 0)
        tables.append(
            pa.table(
                {
                    "history": pa.array([history] * len(found.customer), pa.string()),
                    "customer_id": customer_ids.take(pa.array(found.customer)),
                    "product_number": pa.array(found.product, pa.int32()),
                    **{name: pa.array(found.scores[name], pa.float64(), from_pandas=True) for name in METHODS},
                    **reasons,
                }
            )
        )
    return pa.concat_tables(tables)
