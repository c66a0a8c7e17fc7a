"""Measures `dbt build` on the Complete Journey, tests included: wall time, peak memory and the slowest nodes.

Run with `make bench`. Every run starts from nothing and in a process of its own; the median counts.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DBT = Path(sys.executable).parent / "dbt"


def build(folder: Path) -> tuple[float, float, list[tuple[float, str]]]:
    """Build the Complete Journey in an empty folder.

    Args:
        folder: where the working file, the published file and dbt's target folder go.

    Returns:
        Seconds of wall time, peak memory in GiB, and (seconds, node) of every node, the slowest first.
    """
    variables = json.dumps({"publish_path": str(folder / "published.duckdb")})
    arguments = [str(DBT), "--quiet", "build", "--target-path", str(folder / "target"), "--vars", variables]
    environment = {**os.environ, "BASKETRY_FILE": str(folder / "basketry.duckdb"), "DO_NOT_TRACK": "1"}
    os.chdir(ROOT)
    start = time.perf_counter()
    process = os.posix_spawn(arguments[0], arguments, environment)
    _, status, usage = os.wait4(process, 0)
    seconds = time.perf_counter() - start
    if status != 0:
        sys.exit("the build failed: run `dbt build` to see why")
    results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
    nodes = [(result["execution_time"], result["unique_id"].split(".", 2)[2]) for result in results]
    return seconds, usage.ru_maxrss / 2**20, sorted(nodes, reverse=True)


def main() -> None:
    """Print the median of several builds and the five slowest nodes of the last one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how many builds (3)")
    n_runs = parser.parse_args().runs
    walls, peaks = [], []
    for run in range(n_runs):
        with tempfile.TemporaryDirectory() as folder:
            wall, peak, nodes = build(Path(folder))
        print(f"run {run + 1} of {n_runs}: {wall:.1f} s, {peak:.2f} GiB", flush=True)
        walls.append(wall)
        peaks.append(peak)
    print(f"median: {statistics.median(walls):.1f} s of wall time, {statistics.median(peaks):.2f} GiB at the peak")
    print("slowest nodes (seconds):")
    for seconds, node in nodes[:5]:
        print(f"  {seconds:6.1f}  {node}")


if __name__ == "__main__":
    main()
