"""One row per target, method and metric, with the interval of its mean over customers by bootstrap."""

import pyarrow as pa

from basketry.clustering import seed_of
from basketry.intervals import bootstrap_intervals


def model(dbt, session):
    dbt.config(materialized="table")
    seed = seed_of(dbt.config.get("build_seed"), "quality_intervals")
    confidence = dbt.config.get("confidence_level")
    gains = dbt.ref("measured_gains")
    rows = []
    for (target,) in gains.project("target").distinct().order("target").fetchall():
        of_target = gains.filter(f"target = '{target}'").order("method, customer_id").to_arrow_table()
        # Every method is measured on the same customers.
        methods = of_target["method"].unique().to_pylist()
        for metric in ("ndcg", "recall"):
            values = of_target[metric].to_numpy().reshape(len(methods), -1).T
            ends = bootstrap_intervals(values, confidence, 1000, seed)
            rows += zip([target] * len(methods), methods, [metric] * len(methods), *ends, strict=True)
    names = ["target", "method", "metric", "ci_low", "ci_high"]
    types = [pa.string()] * 3 + [pa.float64()] * 2
    return pa.Table.from_arrays([pa.array([row[i] for row in rows], of) for i, of in enumerate(types)], names)
