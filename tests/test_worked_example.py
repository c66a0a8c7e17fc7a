"""The shop `worked_example`, against figures worked out by hand (see docs/worked-example.md), and how models join."""

import json

import pytest

# Rules between two items; the basket of user 1 makes rules of three besides.
RULES = """
select antecedents[1], consequents[1], support, confidence, lift, leverage, conviction
from association_rules
where n_antecedents = 1 and n_consequents = 1
"""


# Outer joins that DuckDB can only make by comparing each row with each: one side must be small by its nature.
SMALL_BY_NATURE = {
    "greedy_contacts": "what is left of each limit of the plan",
    "contact_swaps": "likewise",
    "allocated_contacts": "likewise",
    "plan_constraints": "the limits of the plan",
    "response_cases": "the one channel of most contacts",
}


@pytest.fixture(scope="module")
def built(build):
    result = build(shop="worked_example", min_lift=0)
    assert result.success, result.error
    return result


@pytest.fixture(scope="module")
def all_rules(built):
    return {(a, b): measures for a, b, *measures in built.rows(RULES, published=True)}


def nested_outer_joins(step):
    """How many outer joins, in a step of a plan (as DuckDB's JSON has it) and below it, compare each row with each."""
    is_outer = step["extra_info"].get("Join Type") in ("LEFT", "RIGHT", "FULL")
    is_nested = step["name"].strip() in ("BLOCKWISE_NL_JOIN", "NESTED_LOOP_JOIN")
    return (is_outer and is_nested) + sum(nested_outer_joins(child) for child in step["children"])


def test_no_outer_join_of_large_tables_is_a_nested_loop(built):
    """What DuckDB would do with many rows: its thresholds for small tables are set to 0."""
    compiled = {path.stem: path for path in built.path.parent.glob("target/compiled/basketry/models/**/*.sql")}
    nested = set()
    with built.connect() as session:
        session.execute("set nested_loop_join_threshold = 0; set merge_join_threshold = 0")
        for (name,) in session.sql("select table_name from information_schema.tables").fetchall():
            if name in compiled:
                sql = compiled[name].read_text(encoding="utf-8")
                _, plan = session.execute(f"explain (format json) {sql}").fetchone()
                if nested_outer_joins(json.loads(plan)[0]):
                    nested.add(name)
    assert nested == SMALL_BY_NATURE.keys()


def test_supports_and_confidences_are_those_of_the_page(all_rules):
    infinity = float("inf")
    # support, confidence, lift, leverage, conviction
    expected = {
        (101, 102): (2 / 3, 2 / 3, 1, 0, 1),
        (102, 101): (2 / 3, 1, 1, 0, infinity),
        (101, 103): (2 / 3, 2 / 3, 1, 0, 1),
        (103, 101): (2 / 3, 1, 1, 0, infinity),
        (102, 103): (1 / 3, 1 / 2, 3 / 4, -1 / 9, 2 / 3),
        (103, 102): (1 / 3, 1 / 2, 3 / 4, -1 / 9, 2 / 3),
    }
    assert all_rules.keys() == expected.keys()
    for rule, measures in expected.items():
        assert all_rules[rule] == pytest.approx(measures, abs=1e-12), rule


def test_the_default_min_lift_leaves_out_what_meets_less_often_than_by_chance(build, all_rules):
    result = build(shop="worked_example", select="+association_rules", data_tests=False)
    assert result.success, result.error
    rules = {(a, b) for a, b, *_ in result.rows(RULES)}
    assert rules == {rule for rule, (_, _, lift, *_) in all_rules.items() if lift >= 1}
    assert len(rules) == 4
