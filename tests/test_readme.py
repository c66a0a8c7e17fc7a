"""The README's examples do what it says: its queries give the tables below them, its commands run."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
PAGES = [ROOT / "README.md", ROOT / "docs" / "zh" / "README.md"]
README = PAGES[0].read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```\n\n(\|.*?)(?=\n\n)", README, flags=re.DOTALL)


def as_markdown(relation):
    """A query's answer as the README shows it."""
    rows = [relation.columns, ["---"] * len(relation.columns)]
    rows += [["" if value is None else str(value) for value in row] for row in relation.fetchall()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def blocks(page, language):
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)


@pytest.fixture(scope="module")
def published(journey):
    with journey.connect(published=True) as connection:
        yield connection


def test_there_are_five_questions_each_with_its_answer():
    assert len(QUERIES) == len(blocks(PAGES[0], "sql")) == 5


@pytest.mark.parametrize("number", range(5))
def test_a_query_gives_the_answer_below_it(published, number):
    query, answer = QUERIES[number]
    assert as_markdown(published.sql(query)) == answer


def marts(page):
    """The marts that a page lists, in its order, each with what it says of them."""
    return re.findall(r"^\| `(\w+)` \| (.*) \|$", page.read_text(encoding="utf-8"), flags=re.MULTILINE)


def test_the_tables_of_marts_are_those_of_the_published_file(published):
    tables = published.sql("select table_name, comment from duckdb_tables()").fetchall()
    assert sorted(marts(PAGES[0])) == sorted(
        (name, re.split(r"(?<=[^.])\.(?: |$)", comment)[0]) for name, comment in tables
    )
    assert [name for name, _ in marts(PAGES[1])] == [name for name, _ in marts(PAGES[0])]


def test_the_smallest_shop_builds_by_the_commands_that_the_pages_give(build):
    page, chinese = PAGES
    (rows,) = blocks(page, "csv")
    assert blocks(page, "sh") == blocks(chinese, "sh") and blocks(page, "csv") == blocks(chinese, "csv")
    (command,) = [block for block in blocks(page, "sh") if "input_dir" in block]
    words = shlex.split(command)
    assert words[:3] == ["dbt", "build", "--vars"]
    variables = yaml.safe_load(words[3])
    assert variables.pop("shop") == "files"
    assert variables.pop("input_dir") == "my_shop"
    result = build({"order_lines.csv": rows}, **variables)
    assert result.success, result.error
    assert result.rows("select count(*), sum(revenue)::double from baskets", published=True) == [(3, 24.0)]
    assert len(result.rows("from customer_segments", published=True)) == 2


def test_the_commands_of_make_exist():
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for page in PAGES:
        assert (
            {"build", "test"}
            <= set(re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text(encoding="utf-8"), flags=re.MULTILINE))
            <= set(targets)
        )


def test_the_commands_of_hand_install_what_make_installs():
    for page in PAGES:
        (by_hand,) = [block for block in blocks(page, "sh") if "venv" in block and "pip" in block]
        assert by_hand.splitlines()[-2:] == ["pip install --require-hashes -r requirements.txt", "dbt build"]


def test_the_pages_show_the_same_code_and_answers():
    english, chinese = PAGES
    assert blocks(english, "sql") == blocks(chinese, "sql")
    assert blocks(english, "csv") == blocks(chinese, "csv")
    chinese_answers = re.findall(r"```sql\n.*?```\n\n(\|.*?)(?=\n\n)", chinese.read_text("utf-8"), flags=re.DOTALL)
    assert chinese_answers == [answer for _, answer in QUERIES]


@pytest.mark.parametrize("page", sorted([*PAGES, *ROOT.glob("docs/*.md")]), ids=lambda page: page.stem)
def test_links_lead_somewhere(page):
    links = re.findall(r"\]\((?!https?://)([^)#]+)", page.read_text(encoding="utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]
