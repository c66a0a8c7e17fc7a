"""One row per history and distinct past: orders to expect within the horizon, as it is and after another today."""

import numpy as np
import pyarrow as pa


def model(dbt, session):
    dbt.config(materialized="table")
    horizon = dbt.config.get("value_horizon_days") / 7
    parameters = dbt.ref("value_parameters").filter("model = 'bg_nbd'").to_arrow_table().to_pylist()
    fitted: dict[str, dict[str, float]] = {}
    for row in parameters:
        fitted.setdefault(row["history"], {})[row["parameter"]] = row["value"]
    parts = []
    for history, values in sorted(fitted.items()):
        # Imported here: scipy takes half a second, and for a young shop nothing is fitted.
        from basketry.customer_value import BgNbd, expected_orders

        pasts = (
            dbt.ref("order_histories")
            .filter(f"history = '{history}'")
            .project("history, n_repeats, recency_weeks, age_weeks")
            .distinct()
            .order("n_repeats, recency_weeks, age_weeks")
            .to_arrow_table()
        )
        n_repeats, recency, age = (np.asarray(pasts[name], dtype=np.float64) for name in pasts.column_names[1:])
        bg_nbd = BgNbd(**values)
        for name, past in (
            ("expected_orders", (n_repeats, recency, age)),
            ("orders_after_another", (n_repeats + 1, age, age)),
        ):
            pasts = pasts.append_column(name, pa.array(np.round(expected_orders(bg_nbd, *past, horizon), 9)))
        parts.append(pasts)
    nothing = (
        dbt.ref("order_histories").project("history, n_repeats, recency_weeks, age_weeks").limit(0).to_arrow_table()
    )
    for name in ("expected_orders", "orders_after_another"):
        nothing = nothing.append_column(name, pa.array([], pa.float64()))
    return pa.concat_tables(parts or [nothing])
