"""The shop `worked_example`, against figures worked out by hand (see docs/worked-example.md)."""

import pytest

# Rules between two items; the basket of user 1 makes rules of three besides.
RULES = """
select antecedents[1], consequents[1], support, confidence, lift, leverage, conviction
from association_rules
where n_antecedents = 1 and n_consequents = 1
"""


@pytest.fixture(scope="module")
def all_rules(build):
    result = build(shop="worked_example", min_lift=0)
    assert result.success, result.error
    return {(a, b): measures for a, b, *measures in result.rows(RULES, published=True)}


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
    result = build(shop="worked_example")
    assert result.success, result.error
    rules = {(a, b) for a, b, *_ in result.rows(RULES, published=True)}
    assert rules == {rule for rule, (_, _, lift, *_) in all_rules.items() if lift >= 1}
    assert len(rules) == 4
