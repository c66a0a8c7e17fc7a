"""How tables are made (macros/engine/table.sql), in a project of a few models: what fails leaves what was there."""

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

ROOT = Path(__file__).resolve().parent.parent
MACROS = ["macros/engine/table.sql", "macros/inputs/stop.sql", "tests/generic/sound.sql"]
PYTHON = "import pyarrow as pa\n\n\ndef model(dbt, session):\n    {}\n    return pa.table({{'a': [{}]}})\n"
PROMISE = json.dumps({"models": [{"name": "made", "config": {"meta": {"promises": {"key": ["a"]}}}}]})


@pytest.fixture
def project(tmp_path):
    """A function that writes the only model, runs it and gives its success, dbt's message and the table's rows."""
    (tmp_path / "macros").mkdir()
    (tmp_path / "models").mkdir()
    for path in MACROS:
        shutil.copy(ROOT / path, tmp_path / "macros")
    models = {"+materialized": "table"}
    settings = {
        "name": "small",
        "profile": "small",
        "models": {"small": models},
        "flags": {"send_anonymous_usage_stats": False},
    }
    (tmp_path / "dbt_project.yml").write_text(json.dumps(settings))
    file = tmp_path / "small.duckdb"
    outputs = {"dev": {"type": "duckdb", "path": str(file), "threads": 2}}
    (tmp_path / "profiles.yml").write_text(json.dumps({"small": {"target": "dev", "outputs": outputs}}))

    def run(model, suffix="sql", promises="{}"):
        for old in (tmp_path / "models").iterdir():
            old.unlink()
        (tmp_path / "models" / f"made.{suffix}").write_text(model)
        (tmp_path / "models" / "made.yml").write_text(promises)
        places = ["--project-dir", str(tmp_path), "--profiles-dir", str(tmp_path), "--log-path", str(tmp_path / "logs")]
        result = dbtRunner().invoke(["--quiet", "run", *places, "--target-path", str(tmp_path / "target")])
        DuckDBConnectionManager.close_all_connections()
        with duckdb.connect(str(file)) as connection:
            assert connection.sql("select table_name from information_schema.tables").fetchall() == [("made",)]
            rows = connection.sql("select a from made order by a").fetchall()
        return result.success, str(result.result.results[0].message), [row[0] for row in rows]

    return run


def test_a_table_is_made_anew_and_may_read_what_was_there(project):
    assert project("select 1 as a") == (True, "OK", [1])
    assert project("select a + 1 as a from {{ this }}") == (True, "OK", [2])


def test_a_model_that_fails_leaves_what_was_there(project):
    assert project("select 1 as a")[0]
    success, message, rows = project("select error('no') as a")
    assert (success, rows) == (False, [1])
    assert "no" in message


def test_a_python_model_is_made_anew_and_leaves_what_was_there_where_it_fails(project):
    assert project(PYTHON.format("", 1), "py") == (True, "OK", [1])
    assert project(PYTHON.format("", 2), "py") == (True, "OK", [2])
    success, message, rows = project(PYTHON.format("raise ValueError('no')", 3), "py")
    assert (success, rows) == (False, [2])
    assert "no" in message
    assert project("select 4 as a") == (True, "OK", [4])
    assert project(PYTHON.format("", 5), "py") == (True, "OK", [5])


def test_a_table_may_become_a_view_and_a_table_again(project):
    view = "{{ config(materialized='view') }} select 2 as a"
    assert project("select 1 as a")[2] == [1]
    assert project(view)[2] == [2]
    assert project("select 3 as a")[2] == [3]


def test_a_promise_that_is_broken_is_told_before_anything_is_replaced(project):
    assert project("select 1 as a", promises=PROMISE) == (True, "OK", [1])
    twice = "select unnest([2, 2]) as a"
    success, message, rows = project(twice, promises=PROMISE)
    assert (success, rows) == (False, [1])
    assert "made: a is not unique (2 rows)" in message
    success, message, rows = project(PYTHON.format("", "3, 3"), "py", promises=PROMISE)
    assert (success, rows) == (False, [1])
    assert "made: a is not unique (2 rows)" in message
