"""One row per trait that the shop knows of its customers and measure of how far segments agree with it."""

import numpy as np
import pyarrow as pa

from basketry.clustering import agreement


def model(dbt, session):
    dbt.config(materialized="table")
    customers = dbt.ref("stg_customers")
    rows = []
    for trait in (name for name in customers.columns if name.startswith("trait_")):
        column = '"' + trait.replace('"', '""') + '"'
        known = (
            customers.join(dbt.ref("customer_clusters"), "customer_id")
            .filter(f"{column} is not null")
            .project(f"cluster, cast({column} as varchar) as label")
            .order("cluster, label")
            .to_arrow_table()
        )
        labels = np.asarray(known["label"].combine_chunks().dictionary_encode().indices, dtype=np.int64)
        found = agreement(np.asarray(known["cluster"], dtype=np.int64), labels)
        rows += [(trait, metric, value, len(known)) for metric, value in found.items()]
    return pa.table(
        {
            "trait": pa.array([row[0] for row in rows], pa.string()),
            "metric": pa.array([row[1] for row in rows], pa.string()),
            "value": pa.array([row[2] for row in rows], pa.float64()),
            "n_customers": pa.array([row[3] for row in rows], pa.int64()),
        }
    )
