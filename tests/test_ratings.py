"""Predicted ratings: against formulas written out, the worked example, MovieLens, and the ends of what is defined."""

import math
import os
from pathlib import Path

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest
from scipy.sparse import csr_array

from basketry import ratings as module
from basketry.ratings import METHODS, fit_baselines, predict, predict_from_neighbours, predict_held_out
from basketry.similarity import cosine_similarity

ROOT = Path(__file__).resolve().parent.parent
FILMS = Path(os.environ.get("BASKETRY_DATA", ROOT.parent / "shared" / "data")) / "ml_latest_small" / "ratings.parquet"
RATINGS = "+predicted_ratings +rating_quality +rejected_rows"


def random_ratings(seed=0, n_users=30, n_items=20):
    draw = np.random.default_rng(seed)
    given = draw.random((n_users, n_items)) < 0.4
    return csr_array(np.where(given, draw.integers(1, 11, given.shape) / 2, 0))


# The functions


def test_baselines_solve_their_equations():
    ratings = random_ratings()
    found = fit_baselines(ratings, 5, 4, n_rounds=200)
    dense = ratings.toarray()
    given = dense > 0
    above = np.where(given, dense - found.mean - found.user[:, None] - found.item, 0)
    # Where the sum of squares plus damping times squared biases is smallest, its slopes are 0.
    np.testing.assert_allclose(above.sum(axis=1), 5 * found.user, atol=1e-9)
    np.testing.assert_allclose(above.sum(axis=0), 4 * found.item, atol=1e-9)
    assert found.mean == pytest.approx(dense[given].mean())


@pytest.mark.parametrize("similarity", ["cosine", "pearson"])
@pytest.mark.parametrize("block_cells", [1, 70, 4_000_000])
def test_neighbours_say_what_the_formula_written_out_says(similarity, block_cells, monkeypatch):
    monkeypatch.setattr(module, "BLOCK_CELLS", block_cells)
    dense = random_ratings(1).toarray()
    given = dense > 0
    above = np.where(given, dense - 2.7, 0)
    users, items = (index.ravel() for index in np.meshgrid(np.arange(30), np.arange(20), indexing="ij"))
    order = np.random.default_rng(2).permutation(len(users))
    users, items = users[order], items[order]
    stored = csr_array((above[given], np.nonzero(given)), shape=above.shape)
    found = predict_from_neighbours(stored, users, items, similarity, shrinkage=3, n_neighbours=4, doubt=0.3)
    for place, (user, item) in enumerate(zip(users, items, strict=True)):
        weights = {}
        for other in np.flatnonzero(given[user]):
            both = given[:, item] & given[:, other]
            a, b = above[:, item], above[:, other]
            rows = both if similarity == "pearson" else slice(None)
            length = math.sqrt((a[rows] ** 2).sum() * (b[rows] ** 2).sum())
            if other != item and both.any() and length:
                weights[other] = round(max((a * b)[both].sum() / length, 0) * both.sum() / (both.sum() + 3), 6)
        near = sorted((w for w in weights.values() if w > 0), reverse=True)[:4]
        kept = {other: w for other, w in weights.items() if near and w >= near[-1]}
        expected = sum(w * above[user, other] for other, w in kept.items()) / (sum(kept.values()) + 0.3)
        assert found.above_baseline[place] == pytest.approx(expected, abs=1e-9)
        assert found.n_neighbours[place] == len(kept)
        assert found.nearest[place] == (max(kept, key=lambda other: (kept[other], -other)) if kept else -1)


def test_users_are_neighbours_where_all_is_transposed():
    ratings = random_ratings(3)
    users, items = np.array([0, 4, 9]), np.array([1, 2, 3])
    one = predict(ratings, users, items, "user_cosine")
    biases = fit_baselines(ratings, module.USER_DAMPING, module.ITEM_DAMPING)
    rows = np.repeat(np.arange(30), np.diff(ratings.indptr))
    residuals = csr_array(
        (np.round(ratings.data - biases.of(rows, ratings.indices), 9), ratings.indices, ratings.indptr),
        shape=ratings.shape,
    )
    similarity = cosine_similarity(residuals).toarray()
    for place, (user, item) in enumerate(zip(users, items, strict=True)):
        who = [v for v in np.flatnonzero(ratings[:, [item]].toarray().ravel()) if v != user and similarity[user, v] > 0]
        shared = [(ratings[[user]] != 0).multiply(ratings[[v]] != 0).sum() for v in who]
        weight = [similarity[user, v] * n / (n + module.SHRINKAGE) for v, n in zip(who, shared, strict=True)]
        above = sum(w * residuals[v, item] for w, v in zip(weight, who, strict=True)) / (sum(weight) + module.DOUBT)
        assert len(who) <= module.N_NEIGHBOURS
        expected = biases.of(np.array([user]), np.array([item]))[0] + above
        assert one.rating[place] == pytest.approx(np.clip(expected, 0.5, 5), abs=1e-4)


@pytest.mark.parametrize("method", METHODS)
def test_equal_ratings_predict_themselves_and_no_ratings_nothing(method):
    everyone = np.arange(4), np.zeros(4, np.int64)
    found = predict(csr_array(np.full((4, 3), 4.0)), *everyone, method=method)
    np.testing.assert_array_equal(found.rating, 4)
    np.testing.assert_array_equal(found.nearest, -1)
    none = predict(csr_array((0, 0)), np.empty(0, np.int64), np.empty(0, np.int64), method)
    assert none.rating.shape == (0,)
    alone = predict_held_out(np.array([0]), np.array([0]), np.array([3.0]), np.array([2]), method)
    assert math.isnan(alone[0])
    two = predict_held_out(np.array([0, 1]), np.array([0, 0]), np.array([1.0, 5.0]), np.array([0, 3]), method)
    np.testing.assert_array_equal(two, [5, 1])


def test_what_cannot_be_meant_is_refused():
    pair = np.array([0]), np.array([0])
    with pytest.raises(ValueError, match="method is one of mean, biases"):
        predict(random_ratings(), *pair, method="svd")
    with pytest.raises(ValueError, match="a rating is not finite"):
        predict(csr_array(np.array([[math.nan]])), *pair, method="mean")


# Films


@pytest.fixture(scope="module")
def films():
    if not FILMS.exists():
        pytest.skip("MovieLens is not here (BASKETRY_DATA names the folder)")
    return pq.read_table(FILMS)


@pytest.fixture(scope="module")
def film_shop(build, films):
    """A shop in which whoever rated a film has bought it; 200 people, a few films not for all."""
    session = duckdb.connect()
    session.register("films", films)
    session.execute("create table given as from films where user_id <= 200")
    files = {
        "order_lines.parquet": """
            select user_id || '-' || item_id as order_id, user_id as customer_id, item_id as product_id,
                timestamp '2024-01-01' as ordered_at, 1 as quantity, 5 as unit_price
            from given""",
        "ratings.parquet": "select user_id as customer_id, item_id as product_id, rating from given",
        "products.parquet": """
            select distinct item_id as product_id, 'film ' || item_id as name,
                if(item_id % 10 = 0, 'BEERS/ALES', 'shelf ' || item_id % 3) as category
            from given""",
        "customers.parquet": """
            select distinct user_id as customer_id, if(user_id % 2 = 0, 1950, null) as birth_year from given""",
    }
    built = build(
        {name: session.sql(sql).to_arrow_table() for name, sql in files.items()}, select=RATINGS, max_per_category=2
    )
    assert built.success, built.error
    return built


def test_neighbours_beat_biases_on_films_and_the_best_is_chosen(film_shop):
    found = film_shop.rows("select method, metric, value, ci_low, ci_high, is_chosen, n_ratings from rating_quality")
    value = {row[:2]: row[2] for row in found}
    assert set(value) == {(method, metric) for method in METHODS for metric in ("rmse", "mae")}
    for metric in ("rmse", "mae"):
        assert value["item_cosine", metric] < 0.985 * value["biases", metric] < 0.95 * value["mean", metric]
    assert all(low < middle < high for _, _, middle, low, high, _, _ in found)
    assert {row[0] for row in found if row[5]} == {"item_cosine"}
    held_out = film_shop.rows("select predicted, rating from held_out_ratings where method = 'biases' and fold > 0")
    errors = np.subtract(*np.array(held_out).T)
    assert value["biases", "rmse"] == pytest.approx(np.sqrt((errors**2).mean()))
    assert value["biases", "mae"] == pytest.approx(np.abs(errors).mean())
    assert {row[6] for row in found} == {len(errors)}


def test_predicted_ratings_are_of_films_that_one_may_see_and_has_not_rated(film_shop):
    rows = film_shop.rows(
        "select customer_id, rank, product_id, predicted_rating, because_product_id, category, reason"
        " from predicted_ratings join products using (product_id) order by customer_id, rank"
    )
    rated = dict(((c, p), r) for c, p, r in film_shop.rows("select customer_id, product_id, rating from stg_ratings"))
    by_customer = {}
    for customer, rank, product, predicted, because, category, reason in rows:
        before = by_customer.setdefault(customer, [])
        assert (customer, product) not in rated and (because is None or (customer, because) in rated)
        assert rank == len(before) + 1 and all(predicted <= other for other, _ in before)
        before.append((predicted, category))
        assert 0.5 <= predicted <= 5 and category in ("BEERS/ALES", "shelf 0", "shelf 1", "shelf 2")
        assert customer % 2 == 0 or category != "BEERS/ALES"
        assert because is None or f"film {because} ({rated[customer, because]})" in reason
    for best in by_customer.values():
        shelves = [category for _, category in best]
        assert max(map(shelves.count, shelves)) <= 2
    assert len(by_customer) == 200
    assert any(category == "BEERS/ALES" for best in by_customer.values() for _, category in best)


# Bad input

HEADER = "order_id,customer_id,product_id,ordered_at,quantity,unit_price\n"
LINES = HEADER + "1,ann,tea,2024-01-01,1,2\n2,bo,tea,2024-01-01,1,2\n"
MORE = "3,ann,jam,2024-01-02,1,2\n4,cy,jam,2024-01-03,1,2\n"


def test_two_customers_and_one_product_have_nothing_left_to_rate(build):
    built = build(
        {"order_lines.csv": LINES, "ratings.csv": "customer_id,product_id,rating\nann,tea,5\nbo,tea,1\n"},
        select=RATINGS,
    )
    assert built.success, built.error
    assert built.rows("select * from predicted_ratings") == []


def test_equal_ratings_choose_the_plainest_method(build):
    rows = "".join(f"{customer},{product},4\n" for customer in "abcdef" for product in ("tea", "jam", customer))
    ratings = f"customer_id,product_id,rating\n{rows}ann,tea,4\n"
    built = build({"order_lines.csv": LINES + MORE, "ratings.csv": ratings}, select=RATINGS)
    assert built.success, built.error
    assert built.rows("select distinct method, value from rating_quality where is_chosen") == [("mean", 0)]
    # ann alone has not rated everything that is sold.
    assert built.rows("select customer_id, product_id, predicted_rating from predicted_ratings") == [("ann", "jam", 4)]


def test_a_rating_off_its_scale_is_rejected_with_the_scale(build):
    ratings = "customer_id,product_id,rating\nann,tea,5\nbo,tea,500\ncy,jam,0\n"
    files = {"order_lines.csv": LINES + MORE, "ratings.csv": ratings}
    built = build(files, select=RATINGS, rating_scale=[1, 5], max_rejected_share=1)
    assert built.success, built.error
    assert built.rows("select row_number, reason from rejected_rows order by all") == [
        (2, "rating is off the scale of 1 to 5"),
        (3, "rating is off the scale of 1 to 5"),
    ]
    predicted = built.rows("select customer_id, product_id, predicted_rating from predicted_ratings")
    assert predicted == []  # ann alone is left, and has rated what was rated


def test_a_shop_without_ratings_has_none_predicted(build):
    built = build({"order_lines.csv": LINES}, select=RATINGS)
    assert built.success, built.error
    assert built.rows("select * from predicted_ratings union all by name select * from rating_quality") == []
