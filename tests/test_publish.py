"""The file that BI opens: replaced whole after a good build, left alone by every other."""

import dataclasses
import shutil
import subprocess
import sys

import duckdb
import pytest
from conftest import run_operation
from parsed_project import ROOT

from basketry.dbt_plugin import start_publishing

HEADER = "order_id,customer_id,product_id,ordered_at,quantity,unit_price,currency\n"
GOOD = HEADER + "1,1,tea,2024-01-01,1,2,USD\n"
BETTER = GOOD + "2,1,tea,2024-01-02,1,2,USD\n"
BAD = BETTER + "3,1,tea,2024-01-03,1,2,EUR\n"  # a data test fails: sums over two currencies mean nothing
N_BASKETS = "select count(*) from baskets"
# What is published of a shop that is built for its file alone; all tables are published in tests/test_bad_input.py.
PUBLIC = ["baskets", "products", "this_build"]


@pytest.fixture(scope="module")
def good(build):
    result = build({"order_lines.csv": GOOD}, public=PUBLIC)
    assert result.success, result.error
    return result


def test_a_reader_keeps_what_it_opened_and_the_next_one_sees_the_new_build(build, good):
    with duckdb.connect(str(good.published_path), read_only=True) as reader:
        assert reader.sql(N_BASKETS).fetchall() == [(1,)]
        better = build({"order_lines.csv": BETTER}, folder=good.path.parent, public=PUBLIC)
        assert better.success, better.error
        assert reader.sql(N_BASKETS).fetchall() == [(1,)]
    assert better.rows(N_BASKETS, published=True) == [(2,)]
    assert [path.name for path in good.published_path.parent.iterdir()] == ["basketry.duckdb"]


def test_every_table_says_which_build_wrote_it(smallest):
    with smallest.connect(published=True) as published:
        ids = published.sql("select build_id from this_build").fetchall()
        tables = [name for (name,) in published.sql("select table_name from duckdb_tables()").fetchall()]
        for name in set(tables) - {"build_history"}:
            assert published.sql(f"select distinct build_id from {name}").fetchall() in ([], ids), name
        columns = published.sql(
            "select table_name, data_type, comment, column_index = max(column_index) over (partition by table_name) "
            "from duckdb_columns() where not internal qualify column_name = 'build_id'"
        ).fetchall()
    assert len(tables) > 50
    assert sorted(name for name, *_ in columns) == sorted(tables)
    text = "The build that wrote the row; equal for equal input rows, settings, seeds and version."
    other = {column[1:] for column in columns if column[0] not in ("this_build", "build_history")}
    assert other == {("VARCHAR", text, True)}


def test_a_table_with_other_columns_than_are_declared_is_not_published(smallest, tmp_path):
    """Asked of a copy of a whole build, in which two tables are changed."""
    shutil.copy(smallest.path, tmp_path / smallest.path.name)
    changed = dataclasses.replace(smallest, path=tmp_path / smallest.path.name)
    names = {"names": ["baskets", "products", "segment_profiles"]}
    assert run_operation(changed, "check_columns_of_marts", names) == ""
    with duckdb.connect(str(changed.path)) as connection:
        connection.execute("alter table segment_profiles alter n_customers type varchar")
        connection.execute("alter table products add column colour varchar")
    complaint = run_operation(changed, "check_columns_of_marts", names)
    assert "segment_profiles: column 4 is n_customers varchar, declared is n_customers bigint" in complaint
    assert "is colour varchar, declared is none" in complaint
    assert "baskets" not in complaint


def test_a_build_that_fails_leaves_the_last_good_file(build, good):
    before = good.published_path.read_bytes()
    bad = build({"order_lines.csv": BAD}, folder=good.path.parent, public=PUBLIC)
    assert not bad.success
    assert "orders_have_one_currency" in bad.error
    assert good.published_path.read_bytes() == before
    assert any(line.startswith("Not published: ") for line in bad.lines)


def waiting(script, *arguments):
    """A process that has begun to publish and ends when it is told, or killed."""
    command = [sys.executable, "-c", script, *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "begun\n"
    return process


def tables(path):
    with duckdb.connect(str(path), read_only=True) as connection:
        return [name for (name,) in connection.sql("select table_name from duckdb_tables() order by all").fetchall()]


PUBLISHER = """
import sys, uuid, duckdb
from basketry.dbt_plugin import finish_publishing, start_publishing
path = sys.argv[1]
part = f"{path}.{uuid.uuid4()}.part"
assert start_publishing(path) == ""
with duckdb.connect(part) as connection:
    connection.execute("create table baskets as select 'another build' as said")
    print("begun", flush=True)
    sys.stdin.readline()
sys.exit(finish_publishing(part, path) or 0)
"""


# dbt in a process of its own, held where its part is whole and not yet moved.
BUILDER = """
import functools, json, sys
from pathlib import Path
sys.path.insert(0, "tests")
from basketry import dbt_plugin
from parsed_project import run
finish = dbt_plugin.finish_publishing
@functools.wraps(finish)
def when_told(source: str, path: str) -> str:
    print("begun", flush=True)
    sys.stdin.readline()
    return finish(source, path)
dbt_plugin.finish_publishing = when_told
folder, path = sys.argv[1:]
arguments = json.dumps({"names": ["baskets", "products", "this_build"], "path": path})
ended = run(["run-operation", "copy_marts", "--args", arguments], {"shop": "files"}, Path(folder))
sys.exit("".join(ended.errors) or 0)
"""


def test_two_builds_publish_in_one_place_and_the_last_one_stands(good, tmp_path):
    """While one has its part whole, another is begun and done; the one done last has more tables."""
    working, path = tmp_path / "working", tmp_path / "published" / "basketry.duckdb"
    working.mkdir()
    shutil.copy(good.path, working)
    names = ["baskets", "this_build"]
    with waiting(BUILDER, working, path) as other:
        assert run_operation(good, "copy_marts", {"names": names, "path": str(path)}) == ""
        assert tables(path) == names
        assert other.communicate("\n")[0] == ""
    assert other.returncode == 0
    assert tables(path) == ["baskets", "products", "this_build"]
    assert [file.name for file in path.parent.iterdir()] == ["basketry.duckdb"]


def test_what_a_killed_build_left_is_cleared_by_the_next_one_that_is_alone(tmp_path):
    path = tmp_path / "basketry.duckdb"
    with waiting(PUBLISHER, path) as living, waiting(PUBLISHER, path) as killed:
        killed.kill()
        killed.wait()
        assert start_publishing(str(path)) == ""
        assert len([*tmp_path.glob("*.part")]) == 2
        living.communicate("\n")
    assert living.returncode == 0
    (tmp_path / "basketry.duckdb.part").write_text("what an older version left")
    (tmp_path / "basketry.duckdb.partly").write_text("what the user has there")
    assert start_publishing(str(path)) == ""
    assert {file.name for file in tmp_path.iterdir()} == {"basketry.duckdb", "basketry.duckdb.partly"}


def test_a_copy_that_breaks_off_has_written_no_table(good, tmp_path):
    """It is one transaction: a commit for each table and comment costs more than all that is copied."""
    with duckdb.connect(str(good.path)) as connection:
        connection.execute("alter table products rename to kept")
    names = ["baskets", "products", "this_build"]
    message = run_operation(good, "copy_marts", {"names": names, "path": str(tmp_path / "some.duckdb")})
    with duckdb.connect(str(good.path)) as connection:
        connection.execute("alter table kept rename to products")
    assert "Table with name products does not exist" in message
    (part,) = tmp_path.glob("*.part")
    with duckdb.connect(str(part), read_only=True) as connection:
        assert connection.sql("from duckdb_tables()").fetchall() == []


def test_a_place_that_cannot_be_written_is_one_line(build, tmp_path):
    (tmp_path / "file").write_text("")
    result = build({"order_lines.csv": GOOD}, publish_path=str(tmp_path / "file" / "basketry.duckdb"))
    assert not result.success
    assert "basketry.duckdb cannot be written: " in result.error.splitlines()[0]
    assert not result.rows("from duckdb_tables()")  # it is said before anything is built


def test_the_working_file_is_not_published_over(build, tmp_path):
    result = build({"order_lines.csv": GOOD}, folder=tmp_path, publish_path=str(tmp_path / "basketry.duckdb"))
    assert not result.success
    assert "basketry.duckdb is the working file; the published one needs another name" in result.error.splitlines()[0]
    assert not result.rows("from duckdb_tables()")  # it is said before anything is built


def test_no_publish_path_publishes_nothing(build):
    result = build({"order_lines.csv": GOOD}, public=PUBLIC, publish_path="", data_tests=False)
    assert result.success, result.error
    assert not result.published_path.is_file()
