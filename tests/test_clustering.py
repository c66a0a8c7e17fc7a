"""Clusters against sklearn, planted truth and the ends of what is defined."""

import numpy as np
import pyarrow as pa
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

from basketry.clustering import cluster, feature_matrix, seed_of, separation


def blobs(n_each=60, n_clusters=4, seed=0):
    """Customers of known kinds, far apart, on scales that differ a thousandfold."""
    random = np.random.default_rng(seed)
    truth = np.repeat(np.arange(n_clusters), n_each)
    centres = random.permutation(np.arange(n_clusters * 3).reshape(n_clusters, 3)) * 10
    return (centres[truth] + random.normal(size=(len(truth), 3))) * [1, 1000, 0.001], truth


def inertia(features, labels):
    scaled = StandardScaler().fit_transform(features)
    return sum(((scaled[labels == k] - scaled[labels == k].mean(axis=0)) ** 2).sum() for k in np.unique(labels))


def test_planted_kinds_are_found():
    features, truth = blobs()
    assert adjusted_rand_score(truth, cluster(features, 4, features[:, 0])) == 1


def test_inertia_is_sklearns_best_of_ten_starts():
    features = np.random.default_rng(1).gamma(2, size=(500, 4))
    best = KMeans(5, n_init=10, random_state=7).fit(StandardScaler().fit_transform(features)).inertia_
    assert inertia(features, cluster(features, 5, features[:, 0])) == pytest.approx(best, rel=0.01)


def test_numbers_rise_with_the_mean_that_orders_them():
    features, _ = blobs()
    labels = cluster(features, 4, -features[:, 1])
    assert (np.diff([-features[labels == label, 1].mean() for label in range(4)]) > 0).all()


def test_the_same_seed_gives_the_same_clusters_and_seeds_come_from_md5():
    features = np.random.default_rng(2).normal(size=(300, 3))
    seed = seed_of("basketry", "customer_clusters")
    assert (cluster(features, 6, features[:, 0], seed) == cluster(features, 6, features[:, 0], seed)).all()
    assert seed == 0xD4CF731A
    assert seed_of("other", "customer_clusters") != seed


@pytest.mark.parametrize("n_rows", [1, 2, 3])
def test_there_are_never_more_clusters_than_customers(n_rows):
    features = np.arange(n_rows * 2.0).reshape(n_rows, 2)
    assert sorted(cluster(features, 6, features[:, 0])) == list(range(n_rows))


def test_customers_who_are_all_alike_are_one_cluster():
    assert set(cluster(np.full((50, 3), 7.0), 6, np.zeros(50))) == {0}


def test_a_constant_feature_changes_nothing():
    features, _ = blobs()
    constant = np.column_stack([features, np.full(len(features), 3.0)])
    assert (cluster(features, 4, features[:, 0]) == cluster(constant, 4, features[:, 0])).all()


def test_nobody_is_in_no_cluster():
    assert cluster(np.empty((0, 3)), 6, np.empty(0)).shape == (0,)
    assert separation(np.empty((0, 3)), np.empty(0, np.int32)) == {}


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_feature_that_is_not_finite_is_refused(bad):
    with pytest.raises(ValueError, match="a feature is not finite"):
        cluster(np.array([[1.0], [bad]]), 2, np.zeros(2))


def test_no_clusters_are_refused():
    with pytest.raises(ValueError, match="n_clusters is 0, not at least 1"):
        cluster(np.ones((2, 1)), 0, np.zeros(2))


def test_separation_is_one_for_points_in_two_places_and_undefined_for_one_cluster():
    features = np.array([[0.0, 0], [0, 0], [1, 1], [1, 1]])
    assert separation(features, np.array([0, 0, 1, 1], np.int32))["silhouette"] == 1
    assert separation(features, np.zeros(4, np.int32)) == {}
    assert separation(features, np.arange(4, dtype=np.int32)) == {}


def test_silhouette_by_hand():
    # On a line at 0, 1 and 10, 12, whatever the scale: s = 1 - a / b with a, b the mean distances in and out.
    features = np.array([[0.0], [1], [10], [12]])
    by_hand = np.mean([1 - 1 / 11, 1 - 1 / 10, 1 - 2 / 9.5, 1 - 2 / 11.5])
    assert separation(features, np.array([0, 0, 1, 1], np.int32))["silhouette"] == pytest.approx(by_hand, abs=1e-9)


def test_the_feature_matrix_leaves_the_id_out():
    table = pa.table({"customer_id": ["a", "b"], "x": [1, 2], "y": [0.5, None]})
    np.testing.assert_array_equal(feature_matrix(table, but="customer_id"), [[1, 0.5], [2, np.nan]])
