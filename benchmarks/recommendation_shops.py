"""Builds the recommendations of another shop: `python benchmarks/recommendation_shops.py online_retail|tafeng FOLDER`.

Writes the shop's files into FOLDER, builds up to recommendation_quality there, and prints it. Online Retail is split at
2011-11-10 (30 days). Ta-Feng has orders in sequence and no days: the last order of each customer lies in the held-out
days, the one before in the days before those, and so on. `recommendation_peers.py FOLDER/basketry.duckdb` has peers.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
SHOPS = {
    "online_retail": (
        f"""
        select
            invoice_no as order_id, customer_id, stock_code as product_id, invoice_date as ordered_at, quantity,
            unit_price
        from '{DATA}/online_retail/*.parquet'
        where customer_id is not null and quantity > 0 and unit_price > 0
        """,
        {"holdout_days": 30, "as_of": "2011-12-09"},
    ),
    "tafeng": (
        f"""
        select
            user_id || '-' || order_seq as order_id, user_id as customer_id, item_id as product_id,
            timestamp '2024-01-01' - to_days(cast(28 * (max(order_seq) over (partition by user_id) - order_seq) as int))
                as ordered_at,
            1 as quantity, 1 as unit_price
        from '{DATA}/tafeng_nbr/*.parquet'
        """,
        {"holdout_days": 28, "recency_half_life_days": 90},
    ),
}


def main(shop, folder):
    """Build and print."""
    lines, settings = SHOPS[shop]
    folder = Path(folder)
    (folder / "input").mkdir(parents=True, exist_ok=True)
    columns = "order_id, customer_id, product_id, ordered_at, quantity, unit_price"
    duckdb.sql(f"copy (select {columns} from ({lines})) to '{folder}/input/order_lines.parquet'")
    variables = {"shop": "files", "input_dir": str(folder / "input"), "publish_path": "", **settings}
    subprocess.run(
        [
            *(str(Path(sys.executable).parent / "dbt"), "build", "--quiet"),
            *("--exclude-resource-type", "unit_test", "test"),
            *("--select", "+recommendation_quality", "--target-path", str(folder / "target")),
            *("--vars", json.dumps(variables)),
        ],
        check=True,
        cwd=ROOT,
        env={**os.environ, "BASKETRY_FILE": str(folder / "basketry.duckdb")},
    )
    with duckdb.connect(str(folder / "basketry.duckdb"), read_only=True) as connection:
        print(
            connection.sql(
                """
                select method, target, value, ci_low, ci_high, value_before, is_chosen from recommendation_quality
                where metric = 'ndcg@10' order by target, value desc
                """
            )
            .df()
            .to_string()
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
