"""One row per limit that a plan may not exceed: what one more unit would bring. A linear programme of the sample."""

import numpy as np
import pyarrow as pa

from basketry.shadow_prices import programme, shadow_prices


def model(dbt, session):
    dbt.config(materialized="table")
    limits = (
        dbt.ref("plan_limits")
        .filter("limit_kind <> 'audience' and limit_value is not null")
        .order("constraint_name")
        .to_arrow_table()
    )
    contacts = dbt.ref("plan_sample").order("customer_number, offer_id, channel").to_arrow_table().to_pydict()
    treated_share = (1 - dbt.config.get("holdout_share")) * (1 - dbt.config.get("global_holdout_share"))
    # Who is held out uses nothing: the sample may use as much as if all of it were contacted.
    share = (contacts["sample_share"] or [1.0])[0] / treated_share
    value = np.asarray(contacts["expected_value"], dtype=np.float64)
    prices = shadow_prices(value, *programme(contacts, limits.to_pylist(), share))
    return pa.table({"constraint_name": limits["constraint_name"], "shadow_price": pa.array(prices.price)})
