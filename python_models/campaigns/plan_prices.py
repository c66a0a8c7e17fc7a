"""One row per limit that a plan may not exceed: what one more unit would bring. A linear programme of the sample."""

import numpy as np
import pyarrow as pa

from basketry.shadow_prices import shadow_prices


def model(dbt, session):
    dbt.config(materialized="table")
    limits = (
        dbt.ref("plan_limits")
        .filter("limit_kind <> 'audience' and limit_value is not null")
        .order("constraint_name")
        .to_arrow_table()
    )
    contacts = dbt.ref("plan_sample").order("customer_number, offer_id, channel").to_arrow_table()
    value, cost, n_allowed, customer = (
        np.asarray(contacts[name], dtype=np.float64)
        for name in ("expected_value", "cost", "n_allowed", "customer_number")
    )
    names = {name: np.asarray(contacts[name].to_pylist(), dtype=str) for name in ("offer_id", "channel")}
    uses = np.zeros((len(value), len(limits)))
    for place, limit in enumerate(limits.to_pylist()):
        amount = np.ones(len(value)) if limit["limit_kind"] == "uses" else cost
        applies = [names[by] == limit[by] for by in names if limit[by] is not None]
        uses[:, place] = amount * np.logical_and.reduce(applies) if applies else amount
    alike = [
        np.unique(np.asarray(contacts[name].to_pylist(), dtype=str), return_inverse=True)[1]
        for name in ("offer_id", "product_set", "exclusive_group")
    ]
    # Who is held out uses nothing: the sample may use as much as if all of it were contacted.
    share = float(contacts["sample_share"][0].as_py()) if len(value) else 1.0
    most = np.asarray(limits["limit_value"], dtype=np.float64) * share / float(dbt.config.meta_get("treated_share"))
    whole = [array.astype(np.int64) for array in (customer, n_allowed)]
    prices = shadow_prices(value, *whole, np.column_stack(alike).astype(np.int64), uses, most)
    return pa.table({"constraint_name": limits["constraint_name"], "shadow_price": pa.array(prices.price)})
