"""Shops made in a test and built as a user would build them."""

import contextlib
import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dbt.contracts.graph.manifest import Manifest
from dbt.node_types import AccessType
from parsed_project import run

# The files whose tests look at the Complete Journey: one of pytest's workers has them all, and builds it once.
OF_THE_JOURNEY = {"test_calendar.py", "test_determinism.py", "test_journey.py", "test_readme.py", "test_results.py"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where a test of another file asks for the Journey, say so."""
    asking = {item.path.name for item in items if "journey" in item.fixturenames}
    assert asking <= OF_THE_JOURNEY, f"OF_THE_JOURNEY in tests/conftest.py lacks {asking - OF_THE_JOURNEY}"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where pytest has workers (make test), the tests of a file go to one of them: what they share is made once."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return "journey" if Path(file).name in OF_THE_JOURNEY else file

    return ByFile(config, log)


@dataclass(frozen=True)
class Build:
    """How a build ended, and the two files that it writes.

    Attributes:
        success: whether everything was built and passed.
        error: what a user reads where it was not: dbt's message, or that of each node that failed.
        lines: dbt's lines, as on the screen (information, warnings, errors).
        path: the working file.
        published_path: the file that BI opens; there is none after a first build that failed.
    """

    success: bool
    error: str
    lines: list[str]
    path: Path
    published_path: Path

    def connect(self, published: bool = False) -> duckdb.DuckDBPyConnection:
        """Open the working file, or the published one, for reading; close it before the next build."""
        return duckdb.connect(str(self.published_path if published else self.path), read_only=True)

    def rows(self, sql: str, published: bool = False) -> list[tuple[Any, ...]]:
        """The rows that a query gives, on the working file or on the published one."""
        with self.connect(published) as connection:
            return connection.sql(sql).fetchall()


@contextlib.contextmanager
def kept(path: Path, *tables: str) -> Iterator[None]:
    """Whatever a test writes into these tables of a working file, afterwards they are as they were."""
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        saved = {name: connection.sql(f"from {name}").to_arrow_table() for name in tables}
    yield
    with contextlib.closing(duckdb.connect(str(path))) as connection:
        for name, table in saved.items():
            connection.register("kept", table)
            connection.execute(f"delete from {name}")
            connection.execute(f"insert into {name} from kept")


def run_operation(shop: Build, macro: str, arguments: dict[str, Any], **variables: Any) -> str:
    """Run a macro on a shop's working file, as after dbt run-operation; what dbt says of errors, or nothing."""
    variables = {"shop": "files", "publish_path": str(shop.published_path), **variables}
    ended = run(["run-operation", macro, "--args", json.dumps(arguments)], variables, shop.path.parent)
    assert ended.success == (not ended.errors)
    return "\n".join(ended.errors)


@pytest.fixture(scope="session")
def build(tmp_path_factory) -> Callable[..., Build]:
    """A function that builds a shop in a new folder and returns a Build.

    Its arguments, all optional:
        files: the input files by name, each as text (UTF-8), bytes or an Arrow table (Parquet); the shop is
            then `files`.
        folder: where a build of before lies (`build.path.parent`), to build once more into the same files.
        threads: of dbt and of DuckDB.
        select: what to build, as after dbt's --select, with the tests of nothing else; left out: everything.
        public: names of tables that take the place of all public ones: what leads to them is built, they are published.
        seeds: files by name that take the place of those in seeds/, each as text.
        data_tests: False leaves the data tests out, which takes a third off the seconds.
        every other: a var, for example shop="worked_example" or min_support=0.1.
    """

    def build(
        files: Mapping[str, str | bytes | pa.Table] | None = None,
        *,
        folder: Path | None = None,
        threads: int = 2,
        select: str = "",
        public: Collection[str] = (),
        seeds: Mapping[str, str] | None = None,
        data_tests: bool = True,
        **variables: Any,
    ) -> Build:
        folder = folder or tmp_path_factory.mktemp("shop")
        variables = {"publish_path": str(folder / "published" / "basketry.duckdb"), **variables}
        if files is not None:
            input_dir = folder / "input"
            input_dir.mkdir(exist_ok=True)
            for name, content in files.items():
                if isinstance(content, pa.Table):
                    pq.write_table(content, input_dir / name)
                else:
                    (input_dir / name).write_bytes(content.encode() if isinstance(content, str) else content)
            variables = {"shop": "files", "input_dir": str(input_dir), **variables}
        variables.setdefault("shop", "journey")

        def change(manifest: Manifest) -> None:
            if not data_tests:
                # What is not run need not be placed among what is: a fifth of a small build's time.
                manifest.nodes = {key: node for key, node in manifest.nodes.items() if node.resource_type != "test"}
                manifest.unit_tests = {}
            for node in manifest.nodes.values():
                if public and node.resource_type == "model" and node.name not in public:
                    node.access = AccessType.Protected
                if node.resource_type == "seed" and f"{node.name}.csv" in (seeds or {}):
                    # dbt looks there for what does not lie in the project.
                    node.root_path, node.original_file_path = str(folder), f"other_seeds/{node.name}.csv"

        for name, text in (seeds or {}).items():
            (folder / "other_seeds").mkdir(exist_ok=True)
            (folder / "other_seeds" / name).write_text(text, encoding="utf-8")
        select = select or " ".join(f"+{name}" for name in public)
        # Unit tests bring their own rows: what a shop's files hold cannot change how they end.
        left_out = ["unit_test"] if data_tests else ["unit_test", "test"]
        command = ["build", "--no-write-json", "--exclude-resource-type", *left_out]
        if select:
            command += ["--select", select, "--indirect-selection", "cautious"]
        ended = run(command, variables, folder, threads, change=change)
        published = Path(variables["publish_path"])
        return Build(ended.success, ended.error, ended.lines, folder / "basketry.duckdb", published)

    return build


@pytest.fixture(scope="session")
def journey(build) -> Build:
    """The Complete Journey, whole, built once for all tests that look at it; the first of them waits for it."""
    result = build()
    assert result.success, result.error
    return result


@pytest.fixture(scope="session")
def smallest(build) -> Build:
    """A shop of one order line, in one CSV file of the six required columns: everything built, tested and published."""
    header = "order_id,customer_id,product_id,ordered_at,quantity,unit_price"
    result = build({"order_lines.csv": f"{header}\n1,1,101,2024-01-01,1,2.5\n"})
    assert result.success, result.error
    return result


@pytest.fixture(scope="session")
def journey_inputs(build) -> Build:
    """The input tables of the Complete Journey, journey_order_lines and so on; nothing is made of them."""
    result = build(select="path:models/inputs/journey", data_tests=False)
    assert result.success, result.error
    return result
