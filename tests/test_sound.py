"""The data test `sound`, rendered as dbt renders it and asked of made tables: what is broken is told by name."""

import re
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent


def broken(rows, **promises):
    """The promises that the rows (SQL, after `values`) of a table (a, b, c) break, with how many rows break each."""
    text = (ROOT / "tests" / "generic" / "sound.sql").read_text(encoding="utf-8")
    text = re.sub(r"{%-?\s*test ", "{% macro ", text).replace("{% endtest %}", "{% endmacro %}")
    dbt = SimpleNamespace(string_literal=lambda x: f"'{x}'", escape_single_quotes=lambda x: x.replace("'", "''"))
    sql = (
        Environment(extensions=["jinja2.ext.do"])
        .from_string(text, globals={"dbt": dbt})
        .module.sound("made", **promises)
    )
    with duckdb.connect() as connection:
        connection.execute(f"create table made as select * from (values {rows}) as made(a, b, c)")
        return sorted(connection.sql(sql).fetchall())


@pytest.mark.parametrize(
    ("rows", "promises", "expected"),
    [
        ("(1, 1, 0.5), (1, 2, 1)", {"key": ["a", "b"], "ranges": {"c": "between 0 and 1"}}, []),
        ("(1, 1, 0), (1, 1, 0)", {"key": ["a", "b"]}, [("a, b is not unique", 2)]),
        ("(1, null, 0), (1, 1, 0)", {"key": ["a", "b"]}, [("b is missing", 1)]),
        ("(1, null, 0), (1, 1, 0)", {"key": ["a", "b"], "may_be_missing": ["b"]}, []),
        ("(1, null, 0), (1, null, 0)", {"key": ["a", "b"], "may_be_missing": ["b"]}, [("a, b is not unique", 2)]),
        ("(1, 1, 0), (2, 1, 0)", {"key": ["a"], "also_unique": [["b"]]}, [("b is not unique", 2)]),
        ("(1, 1, 0), (2, null, 0)", {"key": ["a"], "also_unique": [["b"]]}, [("b is missing", 1)]),
        ("(1, 1, null)", {"not_null": ["c"]}, [("c is missing", 1)]),
        ("(1, 1, null)", {"ranges": {"c": ">= 0"}}, []),
        ("(1, 1, 1), (2, 1, 1.5)", {"ranges": {"c": "between 0 and 1"}}, [("c is not between 0 and 1", 1)]),
        ("(1, 1, 'nan'::double)", {"ranges": {"c": "between 0 and 1"}}, [("c is not between 0 and 1", 1)]),
        ("(1, 1, 'x'), (2, 1, 'y')", {"ranges": {"c": "in ('x')"}}, [("c is not in ('x')", 1)]),
        ("(1, 2, 0), (2, 1, 0)", {"conditions": {"a_leads": "a < b"}}, [("a_leads", 1)]),
        ("(1, null, 0)", {"conditions": {"a_leads": "a < b"}}, [("a_leads", 1)]),
        ("(1, 2, 9), (1, 2, 9)", {"key": ["a"], "ranges": {"c": "< 5"}}, [("a is not unique", 2), ("c is not < 5", 2)]),
    ],
)
def test_a_promise_that_is_broken_is_named(rows, promises, expected):
    assert broken(rows, **promises) == expected
