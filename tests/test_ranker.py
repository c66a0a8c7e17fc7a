"""The ranker finds planted probabilities, and says of customers what it learned from others; intervals by bootstrap."""

import ast
import subprocess
import sys

import numpy as np
import pytest
from parsed_project import ROOT
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from basketry.intervals import bootstrap_intervals
from basketry.ranker import EXAMPLE_SHARE, learn, purchase_probabilities


@pytest.fixture(scope="module")
def planted():
    draw = np.random.default_rng(5)
    n = 60_000
    features = draw.normal(size=(n, 4))
    features[draw.random(n) < 0.1, 3] = np.nan
    probability = 1 / (1 + np.exp(2.5 - 1.2 * features[:, 0] + 0.6 * features[:, 1] ** 2))
    bought = draw.random(n) < probability
    trained = np.arange(n) < n // 2
    example = trained & (bought | (draw.random(n) < EXAMPLE_SHARE))
    return features, bought, example, draw.random(n) < 0.5, trained, probability


@pytest.fixture(scope="module")
def rankers(planted):
    features, bought, example, first, _, _ = planted
    return learn(features[example], bought[example], first[example])


def test_planted_probabilities_are_found_for_rows_that_taught_nothing(planted, rankers):
    features, bought, _, first, trained, truth = planted
    fresh = ~trained
    ranked = purchase_probabilities(rankers, features[fresh], first[fresh], False, EXAMPLE_SHARE)
    found, bought, truth = ranked.probability, bought[fresh], truth[fresh]
    # As good as the truth itself at telling who buys, nearly; and as many purchases as it says.
    for scores in (found, ranked.by_trees, ranked.by_network):
        assert roc_auc_score(bought, scores) > roc_auc_score(bought, truth) - 0.01
    assert found.sum() == pytest.approx(bought.sum(), rel=0.05)
    for low, high in ((0, 0.05), (0.05, 0.15), (0.15, 0.4), (0.4, 1)):
        band = (found >= low) & (found < high)
        assert found[band].mean() == pytest.approx(truth[band].mean(), abs=0.02)


def test_each_half_is_answered_by_what_the_other_taught(planted, rankers):
    features, bought, example, first, trained, _ = planted
    found = purchase_probabilities(rankers, features[trained], first[trained], True, EXAMPLE_SHARE).probability
    # What the first half bought changes nothing that is said of it where it was learned from.
    other = bought.copy()
    other[first] = np.random.default_rng(6).permutation(bought[first])
    taught = learn(features[example], other[example], first[example])
    changed = purchase_probabilities(taught, features[trained], first[trained], True, EXAMPLE_SHARE).probability
    first = first[trained]
    assert (changed[first] == found[first]).all()
    assert (changed[~first] != found[~first]).any()


def test_trees_answer_as_scikit_learn_has_them_answer(planted, rankers):
    features = planted[0]
    assert np.isnan(features).any()
    for ranker in rankers:
        np.testing.assert_array_equal(ranker.log_odds(features)[0], ranker.trees.decision_function(features))


def test_the_ranker_is_the_mean_log_odds_of_its_parts(planted, rankers):
    features, _, _, first, _, _ = planted
    ranked = purchase_probabilities(rankers, features, first, False, 1.0)
    odds = [np.log(part / (1 - part)) for part in (ranked.by_trees, ranked.by_network, ranked.probability)]
    np.testing.assert_allclose(odds[2], (odds[0] + odds[1]) / 2, atol=1e-4)


def test_too_little_to_learn_from_gives_no_ranker(planted):
    features, bought, _, first, _, _ = planted
    few = slice(0, 500)
    assert learn(features[few], bought[few], first[few]) is None


def test_bootstrap_intervals_are_those_of_the_normal_where_there_are_many():
    values = np.random.default_rng(1).exponential(size=(4000, 3))
    low, high = bootstrap_intervals(values, 0.95, 2000, 7)
    error = norm.ppf(0.975) * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    np.testing.assert_allclose(low, values.mean(axis=0) - error, atol=0.1 * error.max())
    np.testing.assert_allclose(high, values.mean(axis=0) + error, atol=0.1 * error.max())
    assert (bootstrap_intervals(values, 0.95, 2000, 7)[0] == low).all()


def test_one_customer_has_no_interval():
    low, high = bootstrap_intervals(np.ones((1, 2)), 0.95, 100, 0)
    assert np.isnan(low).all() and np.isnan(high).all()


def test_a_build_has_every_library_compute_on_one_thread():
    script = """
from threadpoolctl import threadpool_info, threadpool_limits
from basketry.dbt_plugin import Plugin
Plugin("basketry", {})
import scipy.linalg, sklearn.ensemble  # as models do, when the build is under way
with threadpool_limits(1):
    pass  # a model that was done first
print({(library["user_api"], library["num_threads"]) for library in threadpool_info()})
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT)
    assert ast.literal_eval(done.stdout) == {("blas", 1), ("openmp", 1)}
