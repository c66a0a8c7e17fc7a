"""One row per target, offer kind, method and metric, with the interval of its value over customers by bootstrap."""

import numpy as np
import pyarrow as pa

from basketry.clustering import seed_of
from basketry.response_quality import metric_intervals

# Draws of customers.
N_DRAWS = 200


def model(dbt, session):
    dbt.config(materialized="table")
    seed = seed_of(dbt.config.get("build_seed"), "response_intervals")
    confidence = dbt.config.get("confidence_level")
    tested = (
        dbt.ref("response_outcomes")
        .filter("purpose = 'test'")
        .order("target, offer_kind, method, campaign_id, customer_id")
    )
    rows = []
    if tested.limit(1).fetchone():
        # Imported here: half a second, which a shop without campaigns need not wait for.
        import pandas as pd

        for (target, kind, method), cases in tested.df().groupby(["target", "offer_kind", "method"]):
            ends = metric_intervals(
                target,
                cases["score"].to_numpy(np.float64),
                cases["has_responded"].to_numpy(bool),
                cases["is_treated"].to_numpy(bool),
                cases["weight"].to_numpy(np.float64),
                pd.factorize(cases["customer_id"])[0].astype(np.int64),
                confidence,
                N_DRAWS,
                seed,
            )
            rows += [(target, kind, method, metric, low, high) for metric, (low, high) in ends.items()]
    names = ["target", "offer_kind", "method", "metric", "ci_low", "ci_high"]
    types = [pa.string()] * 4 + [pa.float64()] * 2
    return pa.Table.from_arrays([pa.array([row[i] for row in rows], of) for i, of in enumerate(types)], names)
