"""One row per target, method and metric, with the interval of its mean over customers by bootstrap."""

import numpy as np
import pandas as pd

from basketry.clustering import seed_of
from basketry.intervals import bootstrap_intervals


def model(dbt, session):
    dbt.config(materialized="table")
    seed = seed_of(dbt.config.get("build_seed"), "quality_intervals")
    confidence = dbt.config.get("confidence_level")
    gains = dbt.ref("measured_gains").order("target, method, customer_id").df()
    parts = [pd.DataFrame({name: pd.Series(dtype="str") for name in ("target", "method", "metric")})]
    for target, of_target in gains.groupby("target"):
        wide = of_target.pivot(index="customer_id", columns="method", values=["ndcg", "recall"])
        low, high = bootstrap_intervals(wide.to_numpy(np.float64), confidence, 1000, seed)
        ends = {"ci_low": low, "ci_high": high}
        parts.append(pd.DataFrame(ends, wide.columns.rename(["metric", "method"])).reset_index().assign(target=target))
    return (
        pd.concat(parts).astype({"ci_low": float, "ci_high": float})
        if len(parts) > 1
        else parts[0].assign(ci_low=pd.Series(dtype=float), ci_high=pd.Series(dtype=float))
    )
