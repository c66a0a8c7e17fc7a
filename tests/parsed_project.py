"""dbt in this process, as a user calls it, but the project is parsed once for each shop and not at every call.

Parsing takes ten seconds, a small build two. What dbt finds when it parses depends on no var but `shop`: all others are
read when a model is compiled (tests/test_flow.py holds that). What was parsed lies in target/parsed under a digest of
the project's files, so that pytest's workers, and the next run of an unchanged project, find it there.
"""

import contextlib
import fcntl
import functools
import hashlib
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest import mock

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
from dbt.contracts.graph.manifest import Manifest

ROOT = Path(__file__).resolve().parent.parent
PARSED = ROOT / "target" / "parsed"
# The files that dbt reads when it parses.
READ = ["*.yml", "macros/**/*", "models/**/*", "python_models/**/*", "seeds/**/*", "tests/*.sql", "tests/generic/*"]


@dataclass(frozen=True)
class Ended:
    """How a command of dbt ended.

    Attributes:
        success: whether all went well.
        error: what a user reads where it did not: dbt's message, or that of each node that failed.
        lines: dbt's lines, as on the screen (information, warnings, errors).
        errors: those of them that tell of errors.
        nodes: the nodes that were run, as dbt has them afterwards; compiled_code is their SQL or Python.
    """

    success: bool
    error: str
    lines: list[str]
    errors: list[str]
    nodes: list[Any]


def run(
    command: list[str],
    variables: dict[str, Any],
    folder: Path,
    threads: int = 2,
    anew: bool = False,
    change: Callable[[Manifest], None] = lambda manifest: None,
) -> Ended:
    """Run a command of dbt on the working file of a folder.

    Args:
        command: its words, `build --select baskets`.
        variables: as after --vars.
        folder: where basketry.duckdb, logs and what dbt compiles lie.
        threads: of dbt and of DuckDB.
        anew: parse the project, as a user's dbt does.
        change: what to change in the parsed project before.
    """
    said: list[tuple[str, str]] = []
    manifest = None if anew else parsed(variables.get("shop", "journey"))
    if manifest:
        change(manifest)
        manifest.build_flat_graph()
    runner = dbtRunner(
        manifest=manifest,
        callbacks=[lambda event: said.append((event.info.level, event.info.msg))],
    )
    arguments = [
        *("--quiet", "--no-use-colors", "--log-level-file", "none", *command),
        *("--project-dir", str(ROOT), "--profiles-dir", str(ROOT), "--vars", json.dumps(variables)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
    ]
    there = {
        "BASKETRY_FILE": str(folder / "basketry.duckdb"),
        "BASKETRY_THREADS": str(threads),
        "BASKETRY_UNIT_TESTS": "1",
    }
    with mock.patch.dict(os.environ, there), contextlib.chdir(ROOT):
        result = runner.invoke(arguments)
    # dbt-duckdb keeps its connection, and with it the lock on the file, until the process ends.
    DuckDBConnectionManager.close_all_connections()
    results = [one for one in getattr(result.result, "results", None) or [] if hasattr(one, "node")]
    if result.exception:
        error = str(getattr(result.exception, "msg", result.exception)).strip()
    else:
        bad = [one for one in results if one.status in ("error", "fail", "runtime error")]
        error = "\n".join(f"{one.node.name}: {one.message}" for one in bad)
    lines = [text for level, text in said if level != "debug"]
    errors = [text for level, text in said if level == "error"]
    return Ended(result.success, error, lines, errors, [one.node for one in results])


def compiled(folder: Path, *arguments: str, **variables: Any) -> list[dict[str, Any]]:
    """What `dbt compile` makes of `--select` or `--inline`: models and inline SQL as in manifest.json, in no order."""
    # Without data tests, which may ask for the shop's files.
    command = ["compile", "--no-write-json", "--no-populate-cache", "--indirect-selection", "empty", *arguments]
    ended = run(command, variables, folder)
    assert ended.success, ended.error
    nodes = [node.to_dict(omit_none=False) for node in ended.nodes]
    return [node for node in nodes if node["resource_type"] in ("model", "sql operation", "sql_operation")]


@functools.cache
def as_json(shop: str) -> dict[str, Any]:
    """What dbt finds for a shop: see `found`."""
    return found(Manifest.from_msgpack(_parsed(shop)))


def found(manifest: Manifest) -> dict[str, Any]:
    """The nodes, unit tests, sources, macros and docs of a parsed project, as in manifest.json."""
    return {
        kind: {key: one.to_dict(omit_none=False) for key, one in getattr(manifest, kind).items()}
        for kind in ("nodes", "unit_tests", "sources", "macros", "docs")
    }


def parsed(shop: str) -> Manifest | None:
    """The project as dbt parsed it for a shop, a new copy at each call; none where it cannot be parsed."""
    try:
        return Manifest.from_msgpack(_parsed(shop))
    except ValueError:
        return None


@functools.cache
def _parsed(shop: str) -> bytes:
    digest = hashlib.sha256(version("dbt-core").encode())
    for path in sorted(path for pattern in READ for path in ROOT.glob(pattern) if path.is_file()):
        digest.update(f"{path.relative_to(ROOT)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    file = PARSED / f"{shop}-{digest.hexdigest()[:16]}.msgpack"
    with locked(PARSED):
        if not file.exists():
            content = parse({"shop": shop})
            for former in PARSED.glob(f"{shop}-*"):
                former.unlink()
            file.write_bytes(content)
        return file.read_bytes()


def parse(variables: dict[str, Any]) -> bytes:
    """Let dbt parse the project anew with some vars.

    Returns:
        What Manifest.from_msgpack reads.

    Raises:
        ValueError: with dbt's message, where it cannot be parsed.
    """
    with tempfile.TemporaryDirectory() as folder:
        ended = run(["parse", "--no-partial-parse"], variables, Path(folder), anew=True)
        if not ended.success:
            raise ValueError(ended.error)
        return (Path(folder) / "target" / "partial_parse.msgpack").read_bytes()


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """While one process is in here, others wait."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
