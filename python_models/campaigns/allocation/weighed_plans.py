"""One row per weight of the long term: what the best plan with it adds. Linear programmes of a sample."""

from math import fsum

import numpy as np
import pyarrow as pa

from basketry.shadow_prices import programme, shadow_prices

# Of the weight that the shop gives it.
MULTIPLES = (0, 0.5, 1, 2, 4)


def model(dbt, session):
    dbt.config(materialized="table")
    sample = dbt.ref("plan_sample").filter("tradeoff_share is not null")
    contacts = sample.order("customer_number, offer_id, channel").to_arrow_table().to_pydict()
    limits = dbt.ref("plan_limits").filter("limit_kind <> 'audience' and limit_value is not null")
    treated_share = (1 - dbt.config.get("holdout_share")) * (1 - dbt.config.get("global_holdout_share"))
    # Who is held out uses nothing, and adds nothing: what the sample adds is so much of what the plan does.
    share = (contacts["tradeoff_share"] or [1.0])[0] / treated_share
    asked = programme(contacts, limits.order("constraint_name").to_arrow_table().to_pylist(), share)
    names = ("cost", "short_term_value", "long_term_value")
    amounts = {name: np.asarray(contacts[name], dtype=np.float64) for name in names}
    rows = []
    for weight in ((dbt.config.get("long_term_weight") or 0.5) * multiple for multiple in MULTIPLES):
        value = amounts["short_term_value"] + weight * amounts["long_term_value"]
        made = shadow_prices(value, *asked).share / share
        sums = {name: fsum(made * amount) for name, amount in amounts.items()}
        rows.append({"weight": weight, "n_contacts": fsum(made), **sums})
    return pa.Table.from_pylist(rows)
