"""Measures `dbt build` before and after, in turn: the README's four lines, and the Complete Journey.

Run with `make bench`. The commit to compare with is checked out beside this one, in the same environment; every run
starts from nothing and in a process of its own, with all that a user's `dbt build` of that commit does; medians count.
"""

import argparse
import collections
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DBT = Path(sys.executable).parent / "dbt"
BEFORE = "05df243"  # the last commit before the house was made lighter


@dataclass
class Measured:
    """What the builds of one version and shop took.

    Attributes:
        cpu: seconds of processor time of each run, user and system.
        wall: seconds of waiting of each run.
        peak: GiB of memory at the peak of each run.
        nodes: of the last run, (seconds, kind, name) of each node.
    """

    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    peak: list[float] = field(default_factory=list)
    nodes: list[tuple[float, str, str]] = field(default_factory=list)


def build(project: Path, variables: dict[str, str], measured: Measured) -> None:
    """Build a shop in an empty folder and add what it took.

    Args:
        project: the checkout whose project is built.
        variables: vars, without `publish_path`.
        measured: gets one more run.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        given = json.dumps({**variables, "publish_path": str(folder / "published.duckdb")})
        arguments = [
            str(DBT),
            "--quiet",
            "build",
            "--target-path",
            str(folder / "target"),
            "--log-path",
            str(folder / "logs"),
        ]
        environment = {**os.environ, "BASKETRY_FILE": str(folder / "basketry.duckdb"), "DO_NOT_TRACK": "1"}
        os.chdir(project)
        start = time.perf_counter()
        process = os.posix_spawn(arguments[0], [*arguments, "--vars", given], environment)
        _, status, usage = os.wait4(process, 0)
        measured.wall.append(time.perf_counter() - start)
        if status != 0:
            sys.exit(f"the build failed: run `dbt build --vars '{json.dumps(variables)}'` in {project} to see why")
        measured.cpu.append(usage.ru_utime + usage.ru_stime)
        measured.peak.append(usage.ru_maxrss / 2**20)
        results = json.loads((folder / "target" / "run_results.json").read_text(encoding="utf-8"))["results"]
        ids = [(result["execution_time"], result["unique_id"].split(".")) for result in results]
        measured.nodes = sorted(((seconds, parts[0], parts[2]) for seconds, parts in ids), reverse=True)


def report(shop: str, before: Measured, after: Measured) -> None:
    """Print the medians of both versions with their ratio, the nodes by kind, and the ten slowest of each."""
    print(f"\n{shop}: median of {len(after.wall)}, before, after, after over before")
    for name, unit in (("cpu", "s of processor time"), ("wall", "s of waiting"), ("peak", "GiB at the peak")):
        old, new = (statistics.median(getattr(measured, name)) for measured in (before, after))
        print(f"  {old:8.2f} {new:8.2f} {new / old:6.2f}  {unit}")
    for word, measured in (("before", before), ("after", after)):
        kinds = collections.Counter(kind for _, kind, _ in measured.nodes)
        print(f"  nodes {word}: " + ", ".join(f"{count} {kind}s" for kind, count in sorted(kinds.items())))
    for word, measured in (("before", before), ("after", after)):
        print(
            f"  slowest {word} (s): " + ", ".join(f"{name} {seconds:.1f}" for seconds, _, name in measured.nodes[:10])
        )


def main() -> None:
    """Build both shops with both versions in turn and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how many builds of each shop and version (5)")
    parser.add_argument("--before", default=BEFORE, help=f"the commit to compare with ({BEFORE})")
    parser.add_argument("--shops", nargs="+", default=["tiny", "journey"], choices=["tiny", "journey"])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (lines,) = re.findall(r"```csv\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.DOTALL)
        (folder / "shop").mkdir()
        (folder / "shop" / "order_lines.csv").write_text(lines, encoding="utf-8")
        old = folder / "before"
        subprocess.run(
            ["git", "-C", str(ROOT), "worktree", "add", "--quiet", "--detach", str(old), options.before], check=True
        )
        try:
            shops = {"tiny": {"shop": "files", "input_dir": str(folder / "shop")}, "journey": {}}
            for shop in options.shops:
                before, after = Measured(), Measured()
                for run in range(options.runs):
                    for project, measured in ((old, before), (ROOT, after)):
                        build(project, shops[shop], measured)
                    print(f"{shop}, run {run + 1}: {before.wall[-1]:.1f} s, {after.wall[-1]:.1f} s", flush=True)
                report(shop, before, after)
        finally:
            subprocess.run(["git", "-C", str(ROOT), "worktree", "remove", "--force", str(old)], check=True)


if __name__ == "__main__":
    main()
