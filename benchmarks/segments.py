"""Measures features to assigned segments in SQL against scikit-learn's KMeans and MiniBatchKMeans, fit and predict.

KMeans once with ten starts and once as it comes, with one.

Customers are made by hash. The SQL is the project's own, compiled by dbt: sample, scaling, scaled features, centroids
(fitted by the project's function on the sample) and assignment. The three ways alternate, each in a process of its own,
so that peaks of memory are theirs; the median ratio counts. The array of scikit-learn is in memory before its time
starts; SQL reads from a file and writes to it.

Run with `python benchmarks/segments.py --customers 1000000`.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb
import numpy as np

ROOT = Path(__file__).resolve().parent.parent
N_FEATURES = 12
N_CLUSTERS = 8
NAMES = [f"feature_{place}" for place in range(N_FEATURES)]
MODELS = ["segment_features", "segment_scaling", "scaled_features"]
PLACING = ["customer_clusters"]
STARTS = {"kmeans": 10, "kmeans_one_start": 1, "minibatch": 3}


def make(path: Path, n_customers: int, noise: float) -> None:
    """Write customers with twelve features, eight kinds of them, made from hashes, in a DuckDB file.

    Args:
        path: the file.
        n_customers: how many.
        noise: how far the kinds overlap; at 2 their silhouette is .25, as that of real shops, at 1 it is .54.
    """
    columns = ", ".join(
        f"exp(3 + ((hash(i % {N_CLUSTERS} * 131 + {place}) % 1000) / 400.0) "
        f"+ {noise} * ((hash(i * 12 + {place}) % 100000) / 100000.0 - 0.5)) as {name}"
        for place, name in enumerate(NAMES)
    )
    with duckdb.connect(str(path)) as connection:
        connection.execute("set threads = 2")
        connection.execute(
            f"create table customer_features as select i as customer_id, {columns} from range({n_customers}) t(i)"
        )


def compiled(folder: Path) -> dict[str, str]:
    """The project's models as plain SQL over the tables of one file.

    Args:
        folder: for dbt's target.

    Returns:
        SQL that creates each model, by name, as the project does it: a table or a view.
    """
    variables = {"segment_features": NAMES, "n_segments": N_CLUSTERS, "publish_path": ""}
    dbt = Path(sys.executable).parent / "dbt"
    command = [str(dbt), "--quiet", "compile", "--target-path", str(folder), "--vars", json.dumps(variables)]
    command += ["--select", *MODELS, *PLACING]
    subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "BASKETRY_FILE": str(folder / "compile.duckdb")},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    nodes = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    found = {}
    for name in MODELS + PLACING:
        (path,) = folder.glob(f"compiled/**/{name}.sql")
        sql = path.read_text(encoding="utf-8").replace('"compile"."main".', "")
        kind = nodes[f"model.basketry.{name}"]["config"]["materialized"]
        found[name] = f"create or replace {kind} {name} as {sql}"
    return found


def run_sql(path: str, sql_path: str) -> None:
    """One run of the project's way: SQL, the project's function for the fit on the sample, SQL."""
    sys.path.insert(0, str(ROOT))
    from basketry.clustering import fit_clusters

    sql = json.loads(Path(sql_path).read_text(encoding="utf-8"))
    names = ", ".join(NAMES)
    with duckdb.connect(path) as connection:
        connection.execute("set threads = 2; set memory_limit = '2GB'; set preserve_insertion_order = false")
        start = time.perf_counter()
        for name in MODELS:
            connection.execute(sql[name])
        sample = connection.sql(
            f"select {names} from scaled_features where is_fitted_on order by customer_id"
        ).fetchnumpy()
        features = np.column_stack([sample[name] for name in NAMES])
        fit = fit_clusters(features, N_CLUSTERS, features[:, 0])
        values = ", ".join(str((cluster, *map(float, row))) for cluster, row in enumerate(fit.centroids))
        connection.execute(
            f"create or replace table segment_centroids as select * from (values {values}) t(cluster, {names})"
        )
        for name in PLACING:
            connection.execute(sql[name])
        print(time.perf_counter() - start)


def run_sklearn(path: str, kind: str) -> None:
    """One run of a peer: scale the array that is already in memory, fit, predict."""
    from sklearn.cluster import KMeans, MiniBatchKMeans
    from sklearn.preprocessing import StandardScaler

    with duckdb.connect(path, read_only=True) as connection:
        connection.execute("set threads = 2")
        table = connection.sql(f"select {', '.join(NAMES)} from customer_features").fetchnumpy()
    array = np.column_stack([table[name] for name in NAMES])
    del table
    start = time.perf_counter()
    scaled = StandardScaler().fit_transform(np.log1p(array))
    maker = MiniBatchKMeans if kind == "minibatch" else KMeans
    model = maker(N_CLUSTERS, n_init=STARTS[kind], random_state=0).fit(scaled)
    model.predict(scaled)
    print(time.perf_counter() - start)


def measured(arguments: list[str]) -> tuple[float, float]:
    """Seconds that a run says it took, and the peak memory of its process in GiB."""
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen([sys.executable, __file__, *arguments], stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit(f"a run failed: {arguments}")
        output.seek(0)
        return float(output.read().split()[-1]), usage.ru_maxrss / 2**20


def main() -> None:
    """Alternate the three ways and print medians, ratios and peaks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=1_000_000, help="how many (1,000,000)")
    parser.add_argument("--runs", type=int, default=3, help="alternating runs (3)")
    parser.add_argument("--noise", type=float, default=2, help="how far kinds overlap (2: as those of real shops)")
    parser.add_argument("--ways", nargs="+", default=["sql", *STARTS], help=f"which (sql {' '.join(STARTS)})")
    parser.add_argument("--only", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.only:
        way, *rest = options.only
        run_sql(*rest) if way == "sql" else run_sklearn(*rest, way)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "sql.json").write_text(json.dumps(compiled(folder)), encoding="utf-8")
        make(folder / "customers.duckdb", options.customers, options.noise)
        ways = {
            "sql": ["--only", "sql", str(folder / "customers.duckdb"), str(folder / "sql.json")],
            **{peer: ["--only", peer, str(folder / "customers.duckdb")] for peer in STARTS},
        }
        ways = {way: ways[way] for way in options.ways}
        found: dict[str, list[tuple[float, float]]] = {way: [] for way in ways}
        for _ in range(options.runs):
            for way, arguments in ways.items():
                found[way].append(measured(arguments))
                print(f"{way}: {found[way][-1][0]:.2f} s, {found[way][-1][1]:.2f} GiB", flush=True)
    for peer in sorted(STARTS.keys() & ways.keys()) if "sql" in ways else []:
        ratio = statistics.median(a[0] / b[0] for a, b in zip(found["sql"], found[peer], strict=True))
        print(f"sql / {peer}: {ratio:.2f}")
    for way, runs in found.items():
        print(f"{way}: at most {max(peak for _, peak in runs):.2f} GiB")


if __name__ == "__main__":
    main()
