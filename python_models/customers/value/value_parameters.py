"""One row per history, model and parameter: BG/NBD for how often, Gamma-Gamma for how much."""

import numpy as np
import pyarrow as pa


def model(dbt, session):
    dbt.config(materialized="table")
    least = dbt.config.get("min_value_customers")
    build_seed = str(dbt.config.get("build_seed")).replace("'", "''")
    rows = []
    for history in ("all", "calibration"):
        orders = (
            dbt.ref("order_histories")
            .filter(f"history = '{history}'")
            .order(f"md5(concat_ws('|', '{build_seed}', 'value_parameters', customer_id)), customer_id")
            .limit(dbt.config.get("max_fit_customers"))
        )
        columns = "n_repeats, recency_weeks, age_weeks, repeat_revenue / nullif(n_repeats, 0) as mean_value"
        table = orders.project(columns).to_arrow_table()
        n_repeats, recency, age, mean_value = (np.asarray(column, dtype=np.float64) for column in table.columns)
        has_value = (n_repeats > 0) & (mean_value > 0)
        if has_value.sum() >= least:
            # Imported here: scipy takes half a second, and a young shop fits nothing.
            from basketry.customer_value import fit_bg_nbd, fit_gamma_gamma

            rows += [(history, "bg_nbd", *item) for item in fit_bg_nbd(n_repeats, recency, age)._asdict().items()]
            spent = fit_gamma_gamma(n_repeats[has_value], mean_value[has_value])
            rows += [(history, "gamma_gamma", *item) for item in spent._asdict().items()]
    return pa.table(
        {
            "history": pa.array([row[0] for row in rows], pa.string()),
            "model": pa.array([row[1] for row in rows], pa.string()),
            "parameter": pa.array([row[2] for row in rows], pa.string()),
            "value": pa.array([row[3] for row in rows], pa.float64()),
        }
    )
