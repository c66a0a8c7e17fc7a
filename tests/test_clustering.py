"""Clusters against sklearn, planted truth and the ends of what is defined."""

import itertools
import re

import duckdb
import numpy as np
import pyarrow as pa
import pytest
from sklearn.cluster import DBSCAN, KMeans
from sklearn.metrics import adjusted_rand_score, calinski_harabasz_score, davies_bouldin_score, silhouette_score
from sklearn.preprocessing import StandardScaler

from basketry.clustering import (
    agreement,
    dense_clusters,
    explain,
    feature_matrix,
    fit_clusters,
    keep_numbers,
    match_clusters,
    n_clusters_to_try,
    nearest,
    outliers,
    seed_of,
    separation,
    separations,
    stability,
)


def blobs(n_each=60, n_clusters=4, seed=0):
    """Customers of known kinds, far apart."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(n_clusters), n_each)
    centres = random.permutation(np.arange(n_clusters * 3).reshape(n_clusters, 3)) * 10
    return StandardScaler().fit_transform(centres[truth] + random.normal(size=(len(truth), 3))), truth


def labels(features, n_clusters, **arguments):
    fit = fit_clusters(features, n_clusters, order_by=arguments.pop("order_by", features[:, 0]), **arguments)
    return nearest(features, fit.centroids)


def test_planted_kinds_are_found():
    features, truth = blobs()
    assert adjusted_rand_score(truth, labels(features, 4)) == 1


@pytest.mark.parametrize("n_clusters", range(2, 13))
def test_inertia_is_that_of_sklearns_best_of_ten_starts_or_less(n_clusters):
    # No kinds at all, where starts end in many places: the hardest case.
    features = StandardScaler().fit_transform(np.random.default_rng(1).gamma(2, size=(500, 4)))
    best = KMeans(n_clusters, n_init=10, random_state=7).fit(features).inertia_
    fit = fit_clusters(features, n_clusters, features[:, 0])
    assert fit.inertia <= 1.001 * best
    by_hand = sum(
        ((features[nearest(features, fit.centroids) == k] - centre) ** 2).sum()
        for k, centre in enumerate(fit.centroids)
    )
    assert fit.inertia == pytest.approx(by_hand, rel=1e-3)


def test_the_nearest_centroid_is_what_sklearn_predicts():
    features = np.random.default_rng(3).normal(size=(2000, 5))
    model = KMeans(7, n_init=1, random_state=0).fit(features)
    np.testing.assert_array_equal(nearest(features, model.cluster_centers_), model.predict(features))


def test_of_equally_near_centroids_the_smaller_number_wins():
    assert nearest(np.array([[0.0]]), np.array([[1.0], [-1.0], [1.0]])).tolist() == [0]


def test_numbers_rise_with_the_mean_that_orders_them():
    features, _ = blobs()
    found = labels(features, 4, order_by=-features[:, 1])
    assert (np.diff([-features[found == label, 1].mean() for label in range(4)]) > 0).all()


def test_the_same_seed_gives_the_same_clusters_and_seeds_come_from_md5():
    features = np.random.default_rng(2).normal(size=(300, 3))
    seed = seed_of("basketry", "customer_clusters")
    one, two = (fit_clusters(features, 6, features[:, 0], seed) for _ in range(2))
    np.testing.assert_array_equal(one.centroids, two.centroids)
    assert one.sizes.tolist() == two.sizes.tolist()
    assert seed == 0xD4CF731A
    assert seed_of("other", "customer_clusters") != seed


def test_former_clusters_are_continued_where_they_are_as_good():
    # Four corners of a square can be split into two pairs in two ways that are equally good.
    corners = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]]).repeat(10, axis=0)
    for former in (corners[:, 0], corners[:, 1]):
        found = labels(corners, 2, former=former.astype(np.int64))
        assert adjusted_rand_score(former, found) == 1


def test_former_clusters_are_given_up_for_clearly_better_ones():
    features, truth = blobs(n_clusters=2)
    nonsense = np.arange(len(features)) % 2
    assert adjusted_rand_score(truth, labels(features, 2, former=nonsense)) == 1


def test_former_clusters_that_chance_may_have_made_worse_are_continued():
    # A cloud without kinds has many answers of nearly the same inertia; a customer more or less decides which is best.
    features = np.random.default_rng(5).normal(size=(400, 4))
    for seed in range(5):
        former = KMeans(8, n_init=1, random_state=seed).fit(features).labels_
        continued, anew = labels(features, 8, former=former), labels(features, 8)
        assert adjusted_rand_score(former, continued) > 0.9
        assert adjusted_rand_score(former, anew) < 0.8


def test_how_many_clusters_are_tried():
    features, _ = blobs()
    assert n_clusters_to_try(features, 2, 12) == list(range(2, 11))  # 240 customers: the root of 120
    assert n_clusters_to_try(features, 2, 12, fixed=12) == [12]
    assert n_clusters_to_try(features[:7], 2, 12) == [1]
    assert n_clusters_to_try(features[:3], 2, 12, fixed=6) == [3]
    assert n_clusters_to_try(np.full((500, 3), 7.0), 2, 12) == [1]
    assert n_clusters_to_try(np.empty((0, 3)), 2, 12) == []


@pytest.mark.parametrize(
    "arguments", [{"least": 0, "most": 3}, {"least": 2, "most": 1}, {"least": 1, "most": 3, "fixed": -1}]
)
def test_numbers_of_clusters_that_cannot_be_are_refused(arguments):
    with pytest.raises(ValueError, match="cluster"):
        n_clusters_to_try(np.zeros((3, 1)), **arguments)


def test_a_constant_feature_changes_nothing():
    features, _ = blobs()
    constant = np.column_stack([features, np.zeros(len(features))])
    assert (labels(features, 4) == labels(constant, 4)).all()


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_feature_that_is_not_finite_is_refused(bad):
    features = np.array([[1.0], [bad]])
    with pytest.raises(ValueError, match="a feature is not finite"):
        fit_clusters(features, 2, np.zeros(2))
    with pytest.raises(ValueError, match="a feature is not finite"):
        n_clusters_to_try(features, 2, 12)


@pytest.mark.parametrize("n_clusters", [0, 2])
def test_more_clusters_than_different_customers_are_refused(n_clusters):
    with pytest.raises(ValueError, match=f"n_clusters is {n_clusters}, not between 1 and the 1 different rows"):
        fit_clusters(np.ones((3, 1)), n_clusters, np.zeros(3))


def test_separation_is_one_for_points_in_two_places_and_undefined_for_one_cluster():
    features = np.array([[0.0, 0], [0, 0], [1, 1], [1, 1]])
    assert separation(features, np.array([0, 0, 1, 1]))["silhouette"] == 1
    assert separation(features, np.zeros(4, np.int64)) == {}
    assert separation(features, np.arange(4)) == {}


def test_silhouette_by_hand():
    # On a line at 0, 1 and 10, 12, whatever the scale: s = 1 - a / b with a, b the mean distances in and out.
    features = np.array([[0.0], [1], [10], [12]])
    by_hand = np.mean([1 - 1 / 11, 1 - 1 / 10, 1 - 2 / 9.5, 1 - 2 / 11.5])
    assert separation(features, np.array([0, 0, 1, 1]))["silhouette"] == pytest.approx(by_hand, abs=1e-9)


def test_separations_are_sklearns_for_each_number_of_clusters():
    features, _ = blobs()
    centroids = {k: fit_clusters(features, k, features[:, 0]).centroids for k in (2, 4, 6)}
    found = separations(features, centroids)
    for k, places in centroids.items():
        mine = nearest(features, places)
        assert found[k]["silhouette"] == pytest.approx(silhouette_score(features, mine), abs=1e-8)
        assert found[k]["calinski_harabasz"] == pytest.approx(calinski_harabasz_score(features, mine), rel=1e-8)
        assert found[k]["davies_bouldin"] == pytest.approx(davies_bouldin_score(features, mine), abs=1e-8)
    assert max(found, key=lambda k: found[k]["silhouette"]) == 4
    assert separations(features, {}) == {}


def test_clear_clusters_are_stable_and_noise_is_not():
    features, _ = blobs()
    clear = stability(features, fit_clusters(features, 4, features[:, 0]).centroids, n_bootstraps=5)
    noise = np.random.default_rng(0).normal(size=(240, 3))
    vague = stability(noise, fit_clusters(noise, 8, noise[:, 0]).centroids, n_bootstraps=5)
    assert (clear == 1).all()
    assert vague.mean() < 0.8
    assert stability(features, features[:1]).shape == (0,)


def test_clusters_are_matched_as_well_as_by_trying_every_way():
    random = np.random.default_rng(0)
    for n_now, n_before in [(3, 3), (4, 3), (3, 5)]:
        overlap = random.integers(1, 50, (n_now, n_before))
        matched = match_clusters(overlap)
        shared = sum(overlap[now, before] for now, before in enumerate(matched) if before >= 0)
        larger, smaller = (overlap, n_before) if n_now >= n_before else (overlap.T, n_now)
        best = max(
            sum(larger[row, column] for column, row in enumerate(rows))
            for rows in itertools.permutations(range(len(larger)), smaller)
        )
        assert shared == best


def test_a_cluster_without_a_customer_of_before_continues_none():
    assert match_clusters(np.array([[0, 5], [0, 0], [3, 0]])).tolist() == [1, -1, 0]
    assert match_clusters(np.zeros((2, 0), np.int64)).tolist() == [-1, -1]


def test_numbers_are_kept_where_they_can_be():
    assert keep_numbers(np.array([1, -1, 0])).tolist() == [1, 2, 0]
    assert keep_numbers(np.array([4, -1])).tolist() == [0, 1]


def test_the_feature_matrix_is_the_columns_side_by_side():
    table = pa.table({"x": [1, 2], "y": [0.5, None]})
    np.testing.assert_array_equal(feature_matrix(table), [[1, 0.5], [2, np.nan]])


def test_outliers_are_the_noise_of_sklearns_dbscan():
    random = np.random.default_rng(0)
    features = np.vstack([random.normal(size=(300, 2)), random.uniform(-12, 12, size=(15, 2)), np.full((3, 2), 40.0)])
    found = outliers(features, features, n_neighbours=10, reach=3)
    tenth = np.sort(np.linalg.norm(features[:, None] - features[None], axis=2), axis=1)[:, 10]
    noise = DBSCAN(eps=3 * np.median(tenth), min_samples=11).fit_predict(features) == -1
    np.testing.assert_array_equal(found, noise)
    assert found[-3:].all() and found[:300].mean() < 0.05
    assert not outliers(features[:5], features[:5], n_neighbours=10, reach=3).any()


def test_dense_places_are_found_as_by_sklearns_hdbscan():
    features, truth = blobs()
    found = dense_clusters(features, features[:, 0], min_size=10, most=12)
    assert adjusted_rand_score(truth, nearest(features, found.centroids)) == 1
    assert (np.diff(found.centroids[:, 0]) > 0).all()
    assert len(dense_clusters(features, features[:, 0], min_size=10, most=2).centroids) == 2
    assert dense_clusters(features[:5], features[:5, 0], min_size=10, most=12) is None


def test_agreement_is_one_for_the_same_labels_and_nothing_for_one_customer():
    labels = np.array([0, 0, 1, 1, 2])
    assert set(agreement(labels, labels[::-1] * 0 + labels + 7).values()) == {1}
    assert agreement(labels[:1], labels[:1]) == {}
    by_chance = agreement(np.arange(400) % 2, np.arange(400) // 200)
    assert by_chance["v_measure"] == pytest.approx(0, abs=1e-9)


def test_a_condition_says_which_rows_are_in_a_cluster():
    features = np.column_stack([np.tile(np.arange(10.0), 10), np.repeat(np.arange(10.0), 10)])
    labels = np.where(features[:, 0] > 4, 0, np.where(features[:, 1] > 6, 1, 2))
    found = {item.cluster: item for item in explain(features, labels, ["x", "y"], depth=2)}
    assert found[0].condition == "x >= 5"
    assert set(found[1].condition.split(" and ")) == {"x <= 4", "y >= 7"}
    assert set(found[2].condition.split(" and ")) == {"x <= 4", "y <= 6"}
    assert all(item.n_meeting == item.n_right == (labels == cluster).sum() for cluster, item in found.items())
    assert explain(features, labels * 0, ["x", "y"], depth=2)[0].condition == "true"


def test_a_condition_speaks_of_a_feature_once_and_in_round_numbers():
    x = (np.arange(100.0)[:, None] + 0.5) / 10
    middle = ((x > 3) & (x <= 7)).ravel().astype(np.int64)
    found = explain(x, middle, ["x"], depth=2)
    assert found[1].condition == "x between 3 and 7"
    assert found[0].condition in ("(x <= 3 or x > 7)", "(x > 7 or x <= 3)")
    whole = np.arange(100.0)[:, None]
    labels = np.isin(whole.ravel(), np.arange(20, 41)).astype(np.int64)
    assert explain(whole, labels, ["days"], depth=2)[1].condition == "days between 20 and 40"
    assert explain(whole, (whole.ravel() == 7).astype(np.int64), ["days"], depth=2)[1].condition == "days = 7"


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_conditions_run_in_sql_are_the_tree_to_the_row_and_no_longer_than_it(depth):
    random = np.random.default_rng(depth)
    features = np.column_stack([random.integers(0, 30, 900), random.gamma(2, 30, 900), random.random(900).round(3)])
    labels = nearest(StandardScaler().fit_transform(features), random.normal(size=(4, 3)))
    names = ["days", "money", "share"]
    customers = pa.table(dict(zip(names, features.T, strict=True)) | {"cluster": labels})
    with duckdb.connect() as connection:
        connection.register("customers", customers)
        for item in explain(features, labels, names, depth):
            counted = f"select count(*), count(*) filter (where cluster = {item.cluster}) from customers where "
            assert connection.sql(counted + item.condition).fetchone() == (item.n_meeting, item.n_right)
            for way in re.split(r" or |[()]", item.condition):
                asked = re.findall(r"days|money|share", way)
                assert len(asked) == len(set(asked)), item.condition
