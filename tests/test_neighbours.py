"""Similar products and scores, against sklearn's cosine and a dense computation."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics.pairwise import cosine_similarity

from basketry import neighbours
from basketry.neighbours import customer_product_matrix, nearest, neighbour_matrix, score

orders = arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 3))


def matrix_of(n_orders):
    customer, product = np.nonzero(n_orders)
    matrix = customer_product_matrix(customer, product, n_orders[customer, product])
    # Customers and products at the end who have no purchase are not in it.
    return matrix, np.log1p(n_orders)[: matrix.shape[0], : matrix.shape[1]]


@given(orders, st.integers(1, 9), st.integers(1, 3))
def test_nearest_are_sklearns_largest_cosines(n_orders, n_neighbours, min_customers):
    matrix, dense = matrix_of(n_orders)
    found = list(zip(*(array.tolist() for array in nearest(matrix, n_neighbours, min_customers)), strict=True))
    kept = [p for p in range(dense.shape[1]) if np.count_nonzero(dense[:, p]) >= min_customers]
    cosine = np.round(cosine_similarity(dense.T), 6) if kept else np.empty((0, 0))
    expected = []
    for product in kept:
        alike = [(-cosine[product, other], other) for other in kept if other != product and cosine[product, other] > 0]
        expected += [(product, other, -negative) for negative, other in sorted(alike)[:n_neighbours]]
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2] for row in found], [row[2] for row in expected], atol=1.5e-6)


@given(orders, st.integers(1, 5))
def test_scores_are_similarity_times_weight_summed(n_orders, n_best):
    matrix, dense = matrix_of(n_orders)
    product, neighbour, similarity = nearest(matrix, 4, 1)
    alike = neighbour_matrix(product, neighbour, similarity, matrix.shape[1])
    found = score(matrix.tocsr(), alike, n_best)
    parts = alike.toarray()[None, :, :] * dense[:, None, :]  # customer, product, purchase
    totals = np.round(parts.sum(axis=2), 6)
    for customer in range(dense.shape[0]):
        for is_new in (False, True):
            mine = (found.customer == customer) & (found.is_new == is_new)
            wanted = [
                p for p in np.lexsort((np.arange(dense.shape[1]), -totals[customer]))
                if totals[customer, p] > 0 and (dense[customer, p] == 0) == is_new
            ][:n_best]  # fmt: skip
            assert found.product[mine].tolist() == [int(p) for p in wanted]
            assert found.rank[mine].tolist() == list(range(1, len(wanted) + 1))
            np.testing.assert_allclose(found.score[mine], totals[customer, wanted], atol=2e-6)
            for p, because, share in zip(wanted, found.because[mine], found.because_share[mine], strict=True):
                assert parts[customer, p, because] == pytest.approx(parts[customer, p].max(), abs=1e-8)
                assert share == pytest.approx(parts[customer, p].max() / parts[customer, p].sum(), abs=2e-6)


def test_blocks_change_nothing(monkeypatch):
    n_orders = np.random.default_rng(0).poisson(0.3, (40, 50))
    matrix, _ = matrix_of(n_orders)

    def everything():
        product, neighbour, similarity = nearest(matrix, 5, 2)
        best = score(matrix.tocsr(), neighbour_matrix(product, neighbour, similarity, matrix.shape[1]), 5)
        return [product, neighbour, similarity, *vars(best).values()]

    whole = everything()
    monkeypatch.setattr(neighbours, "BLOCK", 8)
    for one, other in zip(whole, everything(), strict=True):
        np.testing.assert_array_equal(one, other)
    assert len(whole[0]) > 100


def test_nobody_bought_anything():
    nothing = np.empty(0, np.int64)
    matrix = customer_product_matrix(nothing, nothing, nothing)
    product, neighbour, similarity = nearest(matrix, 5, 1)
    assert len(product) == len(neighbour) == len(similarity) == 0
    assert len(score(matrix.tocsr(), neighbour_matrix(product, neighbour, similarity, 0), 5).customer) == 0


def test_one_customer_who_bought_everything_gets_nothing_new():
    matrix, _ = matrix_of(np.ones((2, 4), np.int64))
    product, neighbour, similarity = nearest(matrix, 5, 1)
    best = score(matrix.tocsr(), neighbour_matrix(product, neighbour, similarity, 4), 10)
    assert not best.is_new.any()
    assert len(best.customer) == 8
