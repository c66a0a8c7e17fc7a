"""Similarity of users and items: against the worked example, peers, and the ends of what is defined."""

import math
import re
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from mlxtend.frequent_patterns import apriori, association_rules
from scipy.sparse import csr_array
from scipy.stats import pearsonr
from sklearn.metrics.pairwise import cosine_similarity as sklearn_cosine

from basketry.similarity import cosine_similarity, pearson_similarity, predict_rating

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs" / "worked-example.md").read_text(encoding="utf-8")
EXAMPLE = pd.read_csv(PROJECT / "seeds" / "worked_example" / "worked_example.csv").pivot(
    index="user_id", columns="item_id", values="rating"
)


def stored(rows):
    """A sparse matrix of what is not None; a 0 is stored."""
    cells = [(r, c, v) for r, row in enumerate(rows) for c, v in enumerate(row) if v is not None]
    row, column, value = zip(*cells, strict=True) if cells else ((), (), ())
    return csr_array((np.array(value, float), (row, column)), shape=(len(rows), len(rows[0])))


def entries(matrix):
    """What is stored, by row and column."""
    coo = matrix.tocoo()
    return dict(zip(zip(coo.row.tolist(), coo.col.tolist(), strict=True), coo.data.tolist(), strict=True))


RATINGS = stored(EXAMPLE.astype(object).where(EXAMPLE.notna(), None).to_numpy().tolist())

matrices = st.tuples(st.integers(1, 7), st.integers(1, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(
            st.one_of(st.none(), st.integers(-2, 5), st.integers(10, 50).map(lambda n: n / 10)),
            min_size=shape[1],
            max_size=shape[1],
        ),
        min_size=shape[0],
        max_size=shape[0],
    )
)


# The worked example


def worked_example_figures():
    """Every figure of the page, recomputed: rules by mlxtend, the rest by basketry.similarity."""
    itemsets = apriori(EXAMPLE.notna(), min_support=0.1, use_colnames=True)
    metrics = ["support", "confidence", "lift"]
    rules = association_rules(itemsets, metric="confidence", min_threshold=0, return_metrics=metrics)
    by_pair = {(*rule.antecedents, *rule.consequents): rule for rule in rules.itertuples()}
    figures = {"lift of 102 and 103": by_pair[102, 103].lift}
    for a, b in combinations(EXAMPLE.columns, 2):
        figures[f"support of {a} and {b}"] = by_pair[a, b].support
        figures[f"confidence {a} → {b}"] = by_pair[a, b].confidence
        figures[f"confidence {b} → {a}"] = by_pair[b, a].confidence
    users, pearson = cosine_similarity(RATINGS), pearson_similarity(RATINGS)
    items = cosine_similarity(RATINGS.T)
    for a, b in combinations(range(3), 2):
        figures[f"cosine of users {a + 1} and {b + 1}"] = users[a, b]
        figures[f"cosine of items {a + 101} and {b + 101}"] = items[a, b]
        figures[f"Pearson of users {a + 1} and {b + 1}"] = pearson[a, b]
    figures["rating of user 2 for 103"] = predict_rating(RATINGS, users, 1, 2)
    figures["the same, centred"] = predict_rating(RATINGS, users, 1, 2, centred=True)
    return figures


def page_table(header):
    """The rows of the page's table that starts with `header`, each a list of cells."""
    lines = PAGE[PAGE.index(header) :].splitlines()[2:]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[: lines.index("")]]


FIGURES = page_table("| figure | right | article | how |")


def agrees(text, value):
    """Whether `value` is what `text` says: a fraction exactly, a decimal to the digits it shows."""
    if text == "undefined":
        return math.isnan(value)
    if "." in text:
        return f"{value:.{len(text.split('.')[1])}f}" == text
    return math.isclose(float(Fraction(text)), value, rel_tol=1e-12)


def test_the_page_shows_the_ratings_of_the_seed():
    shown = [[int(cell) if cell else None for cell in row] for row in page_table("| user | 101 |")]
    assert [row[0] for row in shown] == EXAMPLE.index.tolist()
    assert entries(stored([row[1:] for row in shown])) == entries(RATINGS)


def test_the_page_lists_every_figure():
    assert sorted(row[0] for row in FIGURES) == sorted(worked_example_figures())


@pytest.mark.parametrize("figure, right, article, how", FIGURES, ids=[row[0] for row in FIGURES])
def test_the_page_is_right_and_its_formula_too(figure, right, article, how):
    assert agrees(right, worked_example_figures()[figure])
    assert not article or not agrees(article, worked_example_figures()[figure])
    formula = re.search(r"`(.*)`", how)
    assert (formula is None) == (right == "undefined")
    if formula:
        python = re.sub(r"√([\d.]+)", r"math.sqrt(\1)", formula[1]).replace("·", "*")
        assert agrees(right, eval(python, {"math": math}))


def test_the_published_figures_of_the_worked_example():
    users, items = cosine_similarity(RATINGS), cosine_similarity(RATINGS.T)
    pearson = pearson_similarity(RATINGS)
    pairs = ([0, 0, 1], [1, 2, 2])
    np.testing.assert_array_equal(users.toarray()[pairs].round(4), [0.7389, 0.7464, 0.1248])
    np.testing.assert_array_equal(items.toarray()[pairs].round(4), [0.9239, 0.7655, 0.4878])
    np.testing.assert_array_equal(pearson.toarray()[pairs].round(4), [-1, np.nan, np.nan])
    assert round(predict_rating(RATINGS, users, 1, 2), 4) == 4.8555
    assert round(predict_rating(RATINGS, users, 1, 2, centred=True), 4) == 4.5019


def test_mlxtend_says_what_the_page_quotes():
    message = re.search(r"```text\nValueError: (.*)\n```", PAGE)[1]
    with (
        pytest.warns(DeprecationWarning, match="non-bool"),
        pytest.raises(ValueError, match=f"^{re.escape(message)}$"),
    ):
        apriori(EXAMPLE.fillna(0), min_support=0.1)


# Peers


@given(matrices)
def test_cosine_is_sklearns(rows):
    ratings = stored(rows)
    similarity = cosine_similarity(ratings)
    assert isinstance(similarity, csr_array)
    np.testing.assert_allclose(similarity.toarray(), sklearn_cosine(ratings.toarray()), atol=1e-12)
    assert (np.abs(similarity.data) <= 1).all()


@given(matrices)
def test_pearson_is_scipys_over_the_items_that_both_rated(rows):
    found = entries(pearson_similarity(stored(rows)))
    expected = {}
    for a, b in np.ndindex(len(rows), len(rows)):
        both = [(x, y) for x, y in zip(rows[a], rows[b], strict=True) if x is not None and y is not None]
        xs, ys = zip(*both, strict=True) if both else ((), ())
        if both:
            defined = len(set(xs)) > 1 and len(set(ys)) > 1
            expected[a, b] = pearsonr(xs, ys).statistic if defined else math.nan
    assert found.keys() == expected.keys()
    assert all(math.isnan(value) or abs(value) <= 1 for value in found.values())
    for pair, value in expected.items():
        assert found[pair] == pytest.approx(value, abs=1e-7, nan_ok=True)
        assert found[pair] == pytest.approx(found[pair[::-1]], abs=0, nan_ok=True)


@given(matrices, st.booleans())
def test_a_prediction_is_the_mean_written_out(rows, centred):
    similarity = pearson_similarity(stored(rows))
    weights = {pair: w for pair, w in entries(similarity).items() if w > 0 or (centred and w < 0)}
    given_by = [[value for value in row if value is not None] for row in rows]
    means = [np.mean(values) if centred and values else 0 for values in given_by]
    for user, item in np.ndindex(len(rows), len(rows[0])):
        near = [u for u in range(len(rows)) if u != user and rows[u][item] is not None and (user, u) in weights]
        expected = math.nan
        if near:
            deviations = sum(weights[user, u] * (rows[u][item] - means[u]) for u in near)
            expected = means[user] + deviations / sum(abs(weights[user, u]) for u in near)
        found = predict_rating(stored(rows), similarity, user, item, centred=centred)
        assert found == pytest.approx(expected, abs=1e-9, nan_ok=True)


# The ends of what is defined


def test_a_user_without_ratings_is_like_nobody_and_gets_no_prediction():
    ratings = stored([[5, 3], [None, None], [4, 1]])
    assert set(entries(cosine_similarity(ratings))) == {(0, 0), (0, 2), (2, 0), (2, 2)}
    assert set(entries(pearson_similarity(ratings))) == {(0, 0), (0, 2), (2, 0), (2, 2)}
    everyone_alike = csr_array(np.ones((3, 3)))
    assert predict_rating(ratings, everyone_alike, 1, 0) == 4.5
    assert math.isnan(predict_rating(ratings, everyone_alike, 1, 0, centred=True))


def test_a_stored_zero_is_a_rating_for_pearson_and_nothing_for_cosine():
    ratings = stored([[0, 2, None], [1, 5, None], [0, None, 0]])
    assert pearson_similarity(ratings)[0, 1] == pytest.approx(1)
    assert not any(2 in pair for pair in entries(cosine_similarity(ratings)))
    assert predict_rating(ratings, csr_array(np.ones((3, 3))), 1, 0) == 0


def test_one_user_has_no_neighbours():
    ratings = stored([[5, 4, None]])
    assert entries(cosine_similarity(ratings)) == {(0, 0): pytest.approx(1)}
    assert entries(pearson_similarity(ratings)) == {(0, 0): pytest.approx(1)}
    assert math.isnan(predict_rating(ratings, cosine_similarity(ratings), 0, 0))
    assert math.isnan(predict_rating(ratings, cosine_similarity(ratings), 0, 2, centred=True))


def test_neighbours_who_did_not_rate_the_item_do_not_count():
    ratings = stored([[5, 4, None], [5, 3, None], [None, None, 2]])
    assert math.isnan(predict_rating(ratings, cosine_similarity(ratings), 0, 2))


@pytest.mark.parametrize("rating", [0.1, 4, 1e9 + 0.1])
def test_equal_ratings_have_a_cosine_of_one_and_no_correlation(rating):
    ratings = stored([[rating] * 3] * 2)
    np.testing.assert_allclose(cosine_similarity(ratings).toarray(), np.ones((2, 2)), rtol=1e-15)
    np.testing.assert_array_equal(pearson_similarity(ratings).toarray(), np.full((2, 2), np.nan))


@pytest.mark.parametrize("shape", [(0, 0), (0, 3), (3, 0), (2, 2)])
def test_no_ratings_give_no_similarities(shape):
    for similarity in (cosine_similarity, pearson_similarity):
        assert similarity(csr_array(shape)).shape == (shape[0], shape[0])
        assert similarity(csr_array(shape)).nnz == 0


def test_a_large_sparse_matrix_stays_sparse():
    ratings = csr_array((np.full(50_000, 3.0), (np.arange(50_000), np.arange(50_000))))
    assert cosine_similarity(ratings).nnz == 50_000


def test_the_ratings_passed_in_stay_as_they_are():
    ratings = csr_array((np.array([3, 0, 4]), np.array([1, 0, 1]), np.array([0, 2, 3])), shape=(2, 2))
    before = [array.copy() for array in (ratings.data, ratings.indices, ratings.indptr)]
    similarity = cosine_similarity(ratings)
    pearson_similarity(ratings)
    predict_rating(ratings, similarity, 0, 0)
    for array, kept in zip((ratings.data, ratings.indices, ratings.indptr), before, strict=True):
        np.testing.assert_array_equal(array, kept)


def test_entries_out_of_order_and_in_parts_are_put_right():
    parts = csr_array((np.array([2, 3, 1, 5, 4]), np.array([1, 0, 1, 1, 0]), np.array([0, 3, 5])), shape=(2, 2))
    whole = stored([[3, 3], [4, 5]])
    for similarity in (cosine_similarity, pearson_similarity):
        np.testing.assert_array_equal(similarity(parts).toarray(), similarity(whole).toarray())


@pytest.mark.parametrize("rating", [math.nan, math.inf])
def test_a_rating_that_is_not_finite_is_refused(rating):
    ratings = stored([[rating, 1]])
    for call in (cosine_similarity, pearson_similarity):
        with pytest.raises(ValueError, match="a rating is not finite"):
            call(ratings)
    with pytest.raises(ValueError, match="a rating is not finite"):
        predict_rating(ratings, csr_array((1, 1)), 0, 0)


def test_a_prediction_needs_a_user_an_item_and_fitting_shapes():
    with pytest.raises(ValueError, match=r"similarity has shape \(2, 2\), not \(3, 3\)"):
        predict_rating(RATINGS, csr_array((2, 2)), 0, 0)
    for user, item in [(3, 0), (-1, 0), (0, 3), (0, -1)]:
        with pytest.raises(IndexError, match="no user"):
            predict_rating(RATINGS, csr_array((3, 3)), user, item)
