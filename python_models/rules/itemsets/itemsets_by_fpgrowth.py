"""One row per frequent set of two products or more, found by FP-Growth; none where that is not chosen."""

import numpy as np
import pyarrow as pa

from basketry.fpgrowth import frequent_itemsets


def model(dbt, session):
    dbt.config(materialized="table")
    max_size = dbt.config.get("max_itemset_size")
    dbt.ref("mining_plan"), dbt.ref("frequent_basket_products")
    cells = session.sql(
        """
        select basket_number, product_number
        from frequent_basket_products
        semi join mining_plan on mining_plan.rule_miner = 'fpgrowth'
        order by all
        """
    ).to_arrow_table()
    (min_count,) = session.sql("select min_count from mining_plan").fetchone()
    item_numbers, support_count = frequent_itemsets(
        *(np.asarray(cells[name], np.int64) for name in cells.column_names), min_count, max_size
    )
    return pa.table(
        {
            "item_numbers": pa.array(item_numbers, pa.list_(pa.int32())),
            "support_count": pa.array(support_count, pa.int64()),
        }
    )
