"""Collaborative filters against scikit-learn and numpy, and what is kept of them."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import Ridge
from sklearn.metrics.pairwise import cosine_similarity

from basketry import tastes as module
from basketry.tastes import METHODS, TasteModel, most_bought, tastes

N_CUSTOMERS, N_PRODUCTS = 80, 20


@pytest.fixture(scope="module")
def weights():
    draw = np.random.default_rng(3)
    popularity = draw.uniform(0.1, 0.6, N_PRODUCTS)
    bought = draw.random((N_CUSTOMERS, N_PRODUCTS)) < popularity
    # Two products that go together, so that there is something to find.
    bought[:, 1] = bought[:, 0] & (draw.random(N_CUSTOMERS) < 0.9)
    return csr_array(bought * draw.uniform(0.5, 2, bought.shape))


def model_of(weights, n_head=N_PRODUCTS, **settings):
    head, tail = most_bought(weights, n_head, 1)
    return TasteModel(weights, head, tail, **settings)


def test_ease_is_a_ridge_regression_of_each_product_on_the_others(weights):
    model = model_of(weights, penalty=2.0)
    alpha = 2.0 * float(np.mean((weights.toarray() ** 2).sum(axis=0)))
    for product in range(N_PRODUCTS):
        others = np.delete(np.arange(N_PRODUCTS), product)
        dense = weights.toarray()
        expected = Ridge(alpha=alpha, fit_intercept=False, solver="cholesky").fit(dense[:, others], dense[:, product])
        np.testing.assert_allclose(model.ease[others, product], expected.coef_, atol=1e-9)
    assert not np.diag(model.ease).any()


def test_without_shrinkage_neighbours_are_sklearns_cosine_and_numpys_correlation(weights):
    model = model_of(weights, shrinkage=0.0, n_neighbours=N_PRODUCTS)
    dense = weights.toarray()
    for found, expected in (
        (model.item_cosine, cosine_similarity(dense.T)),
        (model.item_pearson, np.corrcoef(dense.T)),
    ):
        expected = np.where(np.eye(N_PRODUCTS, dtype=bool), 0, np.maximum(expected, 0))
        np.testing.assert_allclose(found.toarray(), expected, atol=1e-9)


def test_only_the_nearest_neighbours_are_kept_and_shrinkage_never_brings_nearer(weights):
    near, shrunk = model_of(weights, n_neighbours=3, shrinkage=0.0), model_of(weights, n_neighbours=3)
    assert (np.diff(near.item_cosine.indptr) <= 3).all()
    full = model_of(weights, n_neighbours=N_PRODUCTS, shrinkage=0.0).item_cosine.toarray()
    assert (np.sort(near.item_cosine.toarray())[:, -3:] == np.sort(full)[:, -3:]).all()
    assert shrunk.item_cosine.max() < near.item_cosine.max()


def test_factors_rebuild_the_matrix_as_numpys_svd_does(weights):
    dense = weights.toarray()
    model = model_of(weights, n_factors=5)
    u, s, vt = np.linalg.svd(dense, full_matrices=False)
    np.testing.assert_allclose(dense @ model.factors @ model.factors.T, (u[:, :5] * s[:5]) @ vt[:5], atol=1e-8)


@pytest.mark.parametrize("shrinkage", [0.0, 0.1])
@pytest.mark.parametrize("method", ["user_cosine", "user_pearson"])
def test_user_based_scores_are_sums_over_the_nearest_customers(weights, method, shrinkage):
    model = model_of(weights, n_neighbours=7, user_shrinkage=shrinkage)
    dense = weights.toarray()
    lengths = np.linalg.norm(dense, axis=1)
    scales = lengths if method == "user_cosine" else dense.std(axis=1) * np.sqrt(dense.shape[1])
    alike = cosine_similarity(dense) if method == "user_cosine" else np.corrcoef(dense)
    alike *= np.outer(scales, scales) / (np.outer(scales, scales) + shrinkage * (lengths**2).mean())
    np.fill_diagonal(alike, 0)
    unit = dense / np.maximum(lengths, 1e-300)[:, None]
    least = np.sort(alike, axis=1)[:, -7:][:, :1]
    expected = np.where(alike >= least, alike, 0) @ unit
    found = np.concatenate([scores[method] for _, scores, _ in model.blocks()])
    np.testing.assert_allclose(found, expected, atol=1e-9)


def test_candidates_are_new_open_and_the_best_of_each_method(weights):
    is_open = np.ones(N_PRODUCTS, dtype=bool)
    is_open[4] = False
    model = model_of(weights, n_head=15)
    found = tastes(model, is_open, 6, 3, explain=True)
    dense = weights.toarray()
    assert not dense[found.customer, found.product].any()
    assert 4 not in found.product
    everything = {name: [] for name in METHODS}
    for _, scores, _ in model.blocks():
        for name in METHODS:
            everything[name].append(scores[name])
    for name in METHODS:
        scores = np.round(np.concatenate(everything[name]), 9)
        for customer in range(N_CUSTOMERS):
            allowed = (dense[customer, model.head] == 0) & is_open[model.head] & (scores[customer] > 0)
            best = model.head[allowed][np.argsort(-scores[customer][allowed], kind="stable")]
            best = best[: 6 if name == "ease" else 3]
            assert set(best) <= set(found.product[found.customer == customer])
    tail = np.isin(found.product, model.tail)
    assert tail.any() and np.isnan(found.scores["ease"][tail]).all() and (found.scores["item_cosine"][tail] > 0).all()


def test_reasons_are_own_purchases_that_add_up_to_the_score(weights):
    model = model_of(weights)
    found = tastes(model, np.ones(N_PRODUCTS, dtype=bool), N_PRODUCTS, N_PRODUCTS, explain=True)
    dense = weights.toarray()
    named = found.because >= 0
    customers = np.repeat(found.customer[:, None], module.N_REASONS, axis=1)
    assert (dense[customers[named], found.because[named]] > 0).all()
    place = dict(zip(model.head, range(len(model.head)), strict=True))
    for row in range(0, len(found.customer), 17):
        parts = dense[found.customer[row]] * np.array(
            [model.ease[place[p], place[found.product[row]]] for p in range(N_PRODUCTS)]
        )
        assert found.scores["ease"][row] == pytest.approx(parts.sum(), abs=1e-8)
        positive = np.maximum(parts, 0)
        assert found.because_share[row, 0] == pytest.approx(positive.max() / positive.sum(), abs=1e-6)
    assert (np.diff(found.because_share, axis=1) <= 0).all()
    assert (found.because_share.sum(axis=1) <= 1 + 1e-5).all()


def test_what_goes_together_is_recommended_because_of_its_partner(weights):
    model = model_of(weights)
    found = tastes(model, np.ones(N_PRODUCTS, dtype=bool), 5, 5, explain=True)
    partner = (found.product == 1) & (weights.toarray()[found.customer, 0] > 0)
    assert partner.any() and (found.because[partner, 0] == 0).all()


def test_blocks_of_customers_do_not_change_the_answer(weights, monkeypatch):
    def answer():
        return tastes(model_of(weights, n_head=15), np.ones(N_PRODUCTS, dtype=bool), 6, 3, explain=True)

    whole = answer()
    monkeypatch.setattr(module, "BLOCK", 7 * N_PRODUCTS)
    parts = answer()
    assert (whole.product == parts.product).all() and (whole.because == parts.because).all()
    for name in METHODS:
        np.testing.assert_array_equal(whole.scores[name], parts.scores[name])


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (2, 1), (1, 5), (3, 2)])
def test_the_smallest_shops_get_an_answer(shape):
    weights = csr_array(np.ones(shape))
    found = tastes(model_of(weights), np.ones(shape[1], dtype=bool), 10, 10, explain=True)
    assert len(found.customer) == 0  # who has everything can be recommended nothing new


def test_a_penalty_of_nothing_is_refused(weights):
    with pytest.raises(ValueError, match="more than 0"):
        model_of(weights, penalty=0.0)


def test_head_and_tail_hold_what_enough_customers_bought():
    weights = csr_array(np.array([[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], dtype=float))
    head, tail = most_bought(weights, 1, 2)
    assert head.tolist() == [0] and tail.tolist() == [1]
