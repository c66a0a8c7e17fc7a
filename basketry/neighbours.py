"""Finds the products that the same customers buy, over sparse arrays in blocks of products."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array, csr_array, diags_array

BLOCK = 1024


def customer_product_matrix(
    customer: NDArray[np.int64], product: NDArray[np.int64], n_orders: NDArray[np.int64]
) -> csc_array:
    """Who bought what, with log(1 + orders) as the weight, so that a habit counts more but not without end.

    Args:
        customer: shape (purchases,), 0, 1, ...
        product: shape (purchases,), whole numbers of at least 0; each pair of customer and product stands once.
        n_orders: shape (purchases,), at least 1.

    Returns:
        Shape (customers, largest product + 1), as many entries as purchases.
    """
    shape = (int(customer.max(initial=-1)) + 1, int(product.max(initial=-1)) + 1)
    return csc_array((np.log1p(n_orders), (customer, product)), shape=shape)


def nearest(
    matrix: csc_array, n_neighbours: int, min_customers: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """The most similar columns of each column, by cosine (Sarwar and others 2001; Deshpande and Karypis 2004).

    Memory is bound by a block of columns, never by all pairs of them.

    Args:
        matrix: shape (customers, products), no negative entries.
        n_neighbours: how many to keep per product, at most.
        min_customers: a product with fewer customers has no neighbours and is nobody's.

    Returns:
        Three arrays of one length, ordered by product and then from near to far: product, neighbour, and similarity
        in (0, 1], rounded to 6 digits; equal similarities are ordered by neighbour.
    """
    n_customers = np.diff(matrix.indptr)
    kept = np.flatnonzero(n_customers >= max(min_customers, 1))
    squares = np.asarray(matrix.multiply(matrix).sum(axis=0)).ravel()
    unit = (matrix[:, kept] @ diags_array(1 / np.sqrt(squares[kept]))).tocsc() if len(kept) else matrix[:, kept]
    by_customer = unit.tocsr()
    found: list[tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]] = []
    for start in range(0, len(kept), BLOCK):
        similarities = (unit[:, start : start + BLOCK].T @ by_customer).tocsr()
        for row in range(similarities.shape[0]):
            span = slice(similarities.indptr[row], similarities.indptr[row + 1])
            neighbour, similarity = similarities.indices[span], similarities.data[span]
            if len(similarity) > n_neighbours + 1:
                # Room for the column itself and for values that only rounding makes equal.
                least = np.partition(similarity, -n_neighbours - 1)[-n_neighbours - 1] - 1e-6
                near = similarity >= least
                neighbour, similarity = neighbour[near], similarity[near]
            similarity = np.minimum(np.round(similarity, 6), 1)
            other = (neighbour != start + row) & (similarity > 0)
            neighbour, similarity = neighbour[other], similarity[other]
            best = np.lexsort((kept[neighbour], -similarity))[:n_neighbours]
            found.append((np.full(len(best), kept[start + row]), kept[neighbour[best]], similarity[best]))
    if not found:
        return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
    product, neighbour, similarity = (np.concatenate(parts) for parts in zip(*found, strict=True))
    return product, neighbour, similarity


def neighbour_matrix(
    product: NDArray[np.int64], neighbour: NDArray[np.int64], similarity: NDArray[np.float64], n_products: int
) -> csr_array:
    """The answer of `nearest` as a sparse matrix.

    Args:
        product: shape (neighbours,), the product that may be recommended.
        neighbour: shape (neighbours,), a product like it.
        similarity: shape (neighbours,).
        n_products: the number of rows and of columns.

    Returns:
        Shape (products, products), row `product`, column `neighbour`.
    """
    return csr_array((similarity, (product, neighbour)), shape=(n_products, n_products))


@dataclass(frozen=True)
class Scores:
    """What resembles the purchases of each customer; every array has one entry per customer and product kept."""

    customer: NDArray[np.int64]
    product: NDArray[np.int64]
    is_new: NDArray[np.bool_]
    rank: NDArray[np.int64]
    score: NDArray[np.float64]
    because: NDArray[np.int64]
    because_share: NDArray[np.float64]


def score(weights: csr_array, neighbours: csr_array, n_best: int) -> Scores:
    """Score products by their likeness to what a customer bought (Deshpande and Karypis 2004).

    The score of a product is the sum, over its neighbours that the customer bought, of similarity times weight.
    Memory is bound by a block of customers.

    Args:
        weights: shape (customers, products), the transpose's layout of `customer_product_matrix`, no negative entries.
        neighbours: shape (products, products), from `neighbour_matrix`.
        n_best: how many to keep per customer, once among products they bought and once among new ones.

    Returns:
        The best products per customer, bought and new apart, ranked from 1 by score (rounded to 6 digits; equal
        scores by product), with the purchase that carries most of the score and the share it carries.
    """
    by_neighbour = neighbours.T.tocsr()
    owned = np.zeros(weights.shape[1], dtype=np.float64)
    parts: list[tuple[NDArray[Any], ...]] = []
    for start in range(0, weights.shape[0], BLOCK // 4):
        block = weights[start : start + BLOCK // 4]
        scores = (block @ by_neighbour).tocsr()
        for row in range(block.shape[0]):
            bought = slice(block.indptr[row], block.indptr[row + 1])
            owned[block.indices[bought]] = block.data[bought]
            span = slice(scores.indptr[row], scores.indptr[row + 1])
            product, value = scores.indices[span], np.round(scores.data[span], 6)
            is_new = owned[product] == 0
            for wanted in (False, True):
                best = _largest(value, product, is_new == wanted, n_best)
                if len(best):
                    because, share = _strongest(neighbours, product[best], owned)
                    customer = np.full(len(best), start + row)
                    rank = np.arange(1, len(best) + 1)
                    parts.append((customer, product[best], is_new[best], rank, value[best], because, share))
            owned[block.indices[bought]] = 0
    if not parts:
        none, zero = np.empty(0, np.int64), np.empty(0)
        return Scores(none, none, np.empty(0, np.bool_), none, zero, none, zero)
    return Scores(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _largest(
    value: NDArray[np.float64], key: NDArray[np.int64], wanted: NDArray[np.bool_], n_best: int
) -> NDArray[np.int64]:
    """Where the `n_best` largest positive wanted values lie, from large to small, equal ones by key."""
    places = np.flatnonzero(wanted & (value > 0))
    if len(places) > n_best:
        least = np.partition(value[places], -n_best)[-n_best]
        places = places[value[places] >= least]
    best: NDArray[np.int64] = places[np.lexsort((key[places], -value[places]))[:n_best]]
    return best


def _strongest(
    neighbours: csr_array, products: NDArray[np.int64], owned: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """For each product the purchase that carries most of its score, and the share it carries."""
    because = np.empty(len(products), dtype=np.int64)
    share = np.empty(len(products))
    for place, product in enumerate(products):
        span = slice(neighbours.indptr[product], neighbours.indptr[product + 1])
        part = np.round(neighbours.data[span] * owned[neighbours.indices[span]], 9)
        strongest = np.lexsort((neighbours.indices[span], -part))[0]
        because[place] = neighbours.indices[span][strongest]
        share[place] = round(float(part[strongest] / part.sum()), 6)
    return because, share
