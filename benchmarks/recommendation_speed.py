"""What the collaborative filters cost: `recommendation_speed.py als FILE [SIDE]` or `million FOLDER [SIDE]`.

als: fit and score everybody of a built shop (FILE is its basketry.duckdb), from its table to a table of ten new
products a customer, beside implicit's ALS (64 factors, 15 iterations). Needs an environment that holds both sides:
`pip install duckdb==1.5.5 pyarrow scipy threadpoolctl implicit==0.7.3`, with this repository on PYTHONPATH. Every
run is a process of its own, the sides take turns; prints the median and the ratio to ALS.

million: a hash-made shop of 1 million customers, 50,000 products (Zipf) and 50 million purchases in FOLDER; all
filters are fitted and everybody is scored, block by block, into a table. Prints time and the peak of memory.
"""

import os
import resource
import statistics
import subprocess
import sys
import time

import duckdb
import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array, csr_matrix

from basketry.tastes import METHODS, N_REASONS, TasteModel, most_bought, taste_blocks

N_CUSTOMERS, N_PRODUCTS, N_EACH = 1_000_000, 50_000, 50
SIDES = ("als", "ease", "all")


def read(connection, query):
    """The matrix of customers and products, from a table ordered by both."""
    rows = connection.sql(query).to_arrow_table().combine_chunks()
    customers, products = (rows[name].to_numpy().astype(np.int32, copy=False) for name in ("customer", "product"))
    weights = rows["weight"].to_numpy()
    shape = (int(customers.max()) + 1, int(products.max()) + 1)
    starts = np.concatenate([[0], np.cumsum(np.bincount(customers, minlength=shape[0]))]).astype(np.int32)
    return csr_array((weights, products, starts), shape=shape)


def write(connection, name, blocks):
    """Write what `taste_blocks` yields, while the next block is scored."""
    fields = [("customer", pa.int32()), ("product", pa.int32()), *((method, pa.float64()) for method in METHODS)]
    schema = pa.schema(fields + [(f"because_{place + 1}", pa.int32()) for place in range(N_REASONS)])

    def batches():
        for found in blocks:
            columns = [found.customer.astype(np.int32), found.product.astype(np.int32), *found.scores.values()]
            yield pa.record_batch(columns + list(found.because.T.astype(np.int32)), schema=schema)

    reader = pa.RecordBatchReader.from_batches(schema, batches())
    connection.register("found", reader)
    connection.execute(f"create or replace table {name} as select * from found")


def filters(weights, explain):
    """All filters of everybody; the settings are the defaults of dbt_project.yml."""
    head, tail = most_bought(weights, 3000, 10)
    return taste_blocks(TasteModel(weights, head, tail), np.ones(weights.shape[1], dtype=bool), 60, 10, explain)


def top_by_ease(model, n_best):
    """What EASE alone recommends to everybody: shape (customers, n_best), the best first."""
    parts = []
    for start in range(0, model.owned.shape[0], 2048):
        block = model.owned[start : start + 2048]
        scores = np.where(block.toarray() == 0, np.round(block @ model.ease, 9), -np.inf)
        best = np.argpartition(-scores, n_best - 1, axis=1)[:, :n_best]
        order = np.argsort(-np.take_along_axis(scores, best, axis=1), axis=1, kind="stable")
        parts.append(model.head[np.take_along_axis(best, order, axis=1)])
    return np.concatenate(parts)


def side_of_a_shop(file, side):
    """One side of `als`, from table to table."""
    with duckdb.connect(config={"threads": 2}) as connection:
        connection.execute(f"attach '{file}' as shop (read_only)")
        weights = read(
            connection,
            """
            select customer_number as customer, product_number as product, ln(1 + decayed_orders::double) as weight
            from shop.main.customer_products where history = 'all' order by 1, 2
            """,
        )
        if side == "all":
            write(connection, "answer", filters(weights, explain=True))
            return
        if side == "ease":
            head, _ = most_bought(weights, 3000, 10)
            found = top_by_ease(TasteModel(weights, head, head[:0]), 10)
        else:
            from implicit.als import AlternatingLeastSquares

            matrix = csr_matrix(weights.astype(np.float32))
            model = AlternatingLeastSquares(factors=64, iterations=15, random_state=1)
            model.fit(matrix, show_progress=False)
            found, _ = model.recommend(np.arange(matrix.shape[0]), matrix, N=10)
        answer = pa.table({f"product_{place}": found[:, place] for place in range(10)})
        connection.register("found", answer)
        connection.execute("create table answer as select * from found")


def als(file):
    """Let the sides take turns, five times each."""
    times = {side: [] for side in SIDES}
    for _ in range(5):
        for side in SIDES:
            # Two threads each: implicit brings its own, and asks BLAS to bring none.
            threads = {"OPENBLAS_NUM_THREADS": "1" if side == "als" else "2"}
            started = time.perf_counter()
            subprocess.run([sys.executable, __file__, "als", file, side], check=True, env=os.environ | threads)
            times[side].append(time.perf_counter() - started)
    for side in SIDES:
        ratio = statistics.median(times[side]) / statistics.median(times["als"])
        print(f"{side:5} {statistics.median(times[side]):6.2f} s  {ratio:5.2f} of ALS")


def million(folder):
    """Make the shop if it is not there, then fit and score in a process that has done nothing else."""
    made = f"{folder}/million.duckdb"
    with duckdb.connect(made, config={"threads": 2, "memory_limit": "3GiB", "temp_directory": folder}) as connection:
        # Zipf: the product of rank r is drawn as often as 1 / r, as the logarithm of a rank is then uniform.
        connection.execute(
            f"""
            create table if not exists purchases as
            select customer, product, cast(1 as double) as weight
            from (
                select
                    (number // {N_EACH})::int as customer,
                    (exp((hash(number) % 1000003) / 1000003 * ln({N_PRODUCTS})) - 1)::int as product
                from range({N_CUSTOMERS * N_EACH}) as numbers (number)
            )
            group by customer, product
            order by customer, product
            """
        )
        print(connection.sql("select count(*) as purchases, count(distinct product) as products from purchases"))
    subprocess.run([sys.executable, __file__, "million", folder, "run"], check=True)


def run_million(folder):
    """Fit and score everybody, from table to table."""
    started = time.perf_counter()
    with duckdb.connect(
        f"{folder}/million.duckdb", config={"threads": 2, "memory_limit": "1GiB", "temp_directory": folder}
    ) as connection:
        write(connection, "answer", filters(read(connection, "from purchases"), explain=False))
        answer = connection.sql("select count(*), count(distinct customer) from answer").fetchone()
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{seconds:.0f} s a million customers, peak {peak:.2f} GiB, {answer[0]:,} scores of {answer[1]:,} customers")


if __name__ == "__main__":
    what, place, *side = sys.argv[1:]
    if what == "als":
        side_of_a_shop(place, *side) if side else als(place)
    else:
        run_million(place) if side else million(place)
