"""The ranker finds planted probabilities, and says of customers what it learned from others; intervals by bootstrap."""

import numpy as np
import pytest
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

from basketry.intervals import bootstrap_intervals
from basketry.ranker import EXAMPLE_SHARE, purchase_probabilities


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


def test_planted_probabilities_are_found_for_rows_that_taught_nothing(planted):
    features, bought, example, first, trained, truth = planted
    ranked = purchase_probabilities(features, bought, example, first, trained, EXAMPLE_SHARE)
    found, fresh = ranked.probability, ~trained
    # As good as the truth itself at telling who buys, nearly; and as many purchases as it says.
    for scores in (found, ranked.by_trees, ranked.by_network):
        assert roc_auc_score(bought[fresh], scores[fresh]) > roc_auc_score(bought[fresh], truth[fresh]) - 0.01
    assert found[fresh].sum() == pytest.approx(bought[fresh].sum(), rel=0.05)
    for low, high in ((0, 0.05), (0.05, 0.15), (0.15, 0.4), (0.4, 1)):
        band = fresh & (found >= low) & (found < high)
        assert found[band].mean() == pytest.approx(truth[band].mean(), abs=0.02)


def test_each_half_is_answered_by_what_the_other_taught(planted):
    features, bought, example, first, trained, _ = planted
    found = purchase_probabilities(features, bought, example, first, trained, EXAMPLE_SHARE).probability
    # What the first half bought changes nothing that is said of it where it was learned from.
    other = bought.copy()
    other[first] = np.random.default_rng(6).permutation(bought[first])
    changed = purchase_probabilities(features, other, example, first, trained, EXAMPLE_SHARE).probability
    assert (changed[first & trained] == found[first & trained]).all()
    assert (changed[~first & trained] != found[~first & trained]).any()


def test_the_ranker_is_the_mean_log_odds_of_its_parts(planted):
    features, bought, example, first, trained, _ = planted
    ranked = purchase_probabilities(features, bought, example, first, trained, 1.0)
    odds = [np.log(part / (1 - part)) for part in (ranked.by_trees, ranked.by_network, ranked.probability)]
    np.testing.assert_allclose(odds[2], (odds[0] + odds[1]) / 2, atol=1e-4)


def test_too_little_to_learn_from_gives_no_ranker(planted):
    features, bought, example, first, trained, _ = planted
    few = slice(0, 500)
    assert purchase_probabilities(features[few], bought[few], example[few], first[few], trained[few], 1.0) is None


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
