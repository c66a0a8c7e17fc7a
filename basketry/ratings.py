"""Predicts what a customer would rate a product: biases, and what neighbours add to them.

Rows are users and columns are items. Neighbours are looked for among items (what did this user give to items that are
rated alike?) or, by passing everything transposed, among users.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

BLOCK_CELLS = 4_000_000  # similarities that are held at once
# From plain to rich, for among equals the plainest is chosen.
METHODS = ("mean", "biases", "item_cosine", "item_pearson", "user_cosine", "user_pearson")
# Flat optima on 100,000 ratings of films, see benchmarks/ratings.py.
USER_DAMPING, ITEM_DAMPING = 5.0, 4.0
SHRINKAGE, N_NEIGHBOURS, DOUBT = 30.0, 20, 0.3


@dataclass(frozen=True)
class Baselines:
    """A mean, and how far each user and each item lies above it."""

    mean: float
    user: NDArray[np.float64]
    item: NDArray[np.float64]

    def of(self, users: NDArray[np.int64], items: NDArray[np.int64]) -> NDArray[np.float64]:
        """The baseline of each pair of a user and an item."""
        return self.mean + self.user[users] + self.item[items]


@dataclass(frozen=True)
class Predictions:
    """What neighbours say of each pair asked for: how far above the baseline, how many they are, and the nearest."""

    above_baseline: NDArray[np.float64]
    n_neighbours: NDArray[np.int64]
    nearest: NDArray[np.int64]


@dataclass(frozen=True)
class Ratings:
    """The predicted rating of each pair asked for, its baseline, and the neighbours that made the difference."""

    rating: NDArray[np.float64]
    baseline: NDArray[np.float64]
    n_neighbours: NDArray[np.int64]
    nearest: NDArray[np.int64]


def predict(ratings: csr_array, users: NDArray[np.int64], items: NDArray[np.int64], method: str) -> Ratings:
    """Predict the ratings of pairs of a user and an item.

    Args:
        ratings: shape (users, items), finite; what is not stored is missing.
        users: shape (pairs,), rows.
        items: shape (pairs,), columns.
        method: one of METHODS. mean: of all ratings. biases: and of this user's and this item's. item_...: and what
            items alike got from this user. user_...: and what users alike gave this item.

    Returns:
        Ratings in the order of the pairs, within the range of those given and rounded to 6 digits; nearest is an item
        or a user, -1 where there is none. NaN where nothing is rated.

    Raises:
        ValueError: if the method is unknown or a rating is not finite.
    """
    if method not in METHODS:
        raise ValueError(f"method is one of {', '.join(METHODS)}, not {method}")
    if not np.isfinite(ratings.data).all():
        raise ValueError("a rating is not finite")
    none = Predictions(np.zeros(len(users)), np.zeros(len(users), np.int64), np.full(len(users), -1, np.int64))
    if not ratings.nnz:
        unknown = np.full(len(users), np.nan, np.float64)
        return Ratings(unknown, unknown, none.n_neighbours, none.nearest)
    baselines = fit_baselines(ratings, USER_DAMPING, ITEM_DAMPING)
    if method == "mean":
        baselines = Baselines(baselines.mean, np.zeros_like(baselines.user), np.zeros_like(baselines.item))
    low, high = float(ratings.data.min()), float(ratings.data.max())
    baseline = baselines.of(users, items)
    found = none
    side, _, similarity = method.partition("_")
    if similarity:
        above = np.round(ratings.data - baselines.of(_rows(ratings), ratings.indices), 9)
        residuals = csr_array((above, ratings.indices, ratings.indptr), shape=ratings.shape)
        if side == "item":
            found = predict_from_neighbours(residuals, users, items, similarity, SHRINKAGE, N_NEIGHBOURS, DOUBT)
        else:
            by_item = residuals.T.tocsr()
            found = predict_from_neighbours(by_item, items, users, similarity, SHRINKAGE, N_NEIGHBOURS, DOUBT)
    rating = _within(baseline + found.above_baseline, low, high)
    return Ratings(rating, _within(baseline, low, high), found.n_neighbours, found.nearest)


def predict_held_out(
    users: NDArray[np.int64],
    items: NDArray[np.int64],
    ratings: NDArray[np.float64],
    folds: NDArray[np.int64],
    method: str,
) -> NDArray[np.float64]:
    """Predict each rating from the ratings of all other folds.

    Args:
        users: shape (ratings,), whole numbers of at least 0.
        items: shape (ratings,), the same; each pair of user and item stands once.
        ratings: shape (ratings,), finite.
        folds: shape (ratings,), the part in which each rating is held out.
        method: one of METHODS.

    Returns:
        Shape (ratings,); NaN where there is no other fold.
    """
    predicted = np.full(len(ratings), np.nan)
    shape = (int(users.max(initial=-1)) + 1, int(items.max(initial=-1)) + 1)
    for fold in np.unique(folds):
        out = folds == fold
        rest = csr_array((ratings[~out], (users[~out], items[~out])), shape=shape)
        predicted[out] = predict(rest, users[out], items[out], method).rating
    return predicted


def fit_baselines(ratings: csr_array, user_damping: float, item_damping: float, n_rounds: int = 10) -> Baselines:
    """Biases by alternating damped means (Koren, "Factor in the Neighbors", TKDD 4, 2010, section 2.1).

    Args:
        ratings: shape (users, items); what is not stored is missing.
        user_damping: ratings at the mean that each user is given beside their own, so that few count little.
        item_damping: the same for items.
        n_rounds: how often items and users take turns.

    Returns:
        Baselines, 0 for whoever has no ratings; the mean of no ratings is 0.
    """
    users, items = _rows(ratings), ratings.indices
    n_user = np.bincount(users, minlength=ratings.shape[0])
    n_item = np.bincount(items, minlength=ratings.shape[1])
    mean = float(ratings.data.mean()) if ratings.nnz else 0.0
    user, item = np.zeros(ratings.shape[0]), np.zeros(ratings.shape[1])
    above = ratings.data - mean
    for _ in range(n_rounds):
        item = np.bincount(items, above - user[users], ratings.shape[1]) / np.maximum(n_item + item_damping, 1)
        user = np.bincount(users, above - item[items], ratings.shape[0]) / np.maximum(n_user + user_damping, 1)
    return Baselines(mean, user, item)


def predict_from_neighbours(
    residuals: csr_array,
    users: NDArray[np.int64],
    items: NDArray[np.int64],
    similarity: str,
    shrinkage: float,
    n_neighbours: int,
    doubt: float = 1.0,
) -> Predictions:
    """How far above the baseline each pair lies, by the items most like the item among those that the user rated.

    The sum of similarity times residual over the sum of similarities and `doubt`: who has few or distant neighbours
    stays near the baseline (Bell and Koren 2007). Similarities are multiplied by n / (n + shrinkage), n being the users
    that both items share; only those above 0 count. Memory is bound by a block of items.

    Args:
        residuals: shape (users, items), ratings less their baseline; what is not stored is missing.
        users: shape (pairs,), rows.
        items: shape (pairs,), columns. A pair that was rated does not see its own rating.
        similarity: cosine (of all residuals, a missing one as 0) or pearson (over the users that both share, about the
            baseline).
        shrinkage: users that two items must share for their similarity to count half.
        n_neighbours: the most neighbours of a pair.
        doubt: similarity that speaks for the baseline.

    Returns:
        Predictions in the order of the pairs; above_baseline is 0 and nearest -1 where there is no neighbour.
    """
    by_item = residuals.T.tocsr()
    n_items = by_item.shape[0]
    rated = csr_array((np.ones_like(by_item.data), by_item.indices, by_item.indptr), shape=by_item.shape)
    squares = csr_array((by_item.data**2, by_item.indices, by_item.indptr), shape=by_item.shape)
    norms = np.sqrt(np.asarray(squares.sum(axis=1)).ravel())
    above, n_found = np.zeros(len(users)), np.zeros(len(users), np.int64)
    nearest = np.full(len(users), -1, np.int64)
    wanted = np.unique(items)
    step = max(1, BLOCK_CELLS // max(n_items, 1))
    place = np.searchsorted(wanted, items)
    order = np.lexsort((users, place // step))
    bounds = np.flatnonzero(np.diff(place[order] // step, prepend=-1, append=-1))
    for begin, end in pairwise(bounds):
        pairs = order[begin:end]
        block = wanted[place[pairs[0]] // step * step :][:step]
        weights = _similarities(by_item, rated, squares, norms, block, similarity, shrinkage)
        weights[np.arange(len(block)), block] = 0
        for own in np.split(pairs, np.flatnonzero(np.diff(users[pairs])) + 1):
            span = slice(residuals.indptr[users[own[0]]], residuals.indptr[users[own[0]] + 1])
            theirs = residuals.indices[span]
            if not len(theirs):
                continue
            near = weights[np.ix_(place[own] % step, theirs)]
            if near.shape[1] > n_neighbours:
                least = np.partition(near, -n_neighbours, axis=1)[:, [-n_neighbours]]
                near = np.where(near >= least, near, 0)
            above[own] = (near * residuals.data[span]).sum(axis=1) / (near.sum(axis=1) + doubt)
            n_found[own] = (near > 0).sum(axis=1)
            nearest[own] = np.where(near.max(axis=1) > 0, theirs[near.argmax(axis=1)], -1)
    return Predictions(above, n_found, nearest)


def _similarities(
    by_item: csr_array,
    rated: csr_array,
    squares: csr_array,
    norms: NDArray[np.float64],
    block: NDArray[np.int64],
    similarity: str,
    shrinkage: float,
) -> NDArray[np.float64]:
    """The positive similarities of a block of items to all items, shape (block, items), in whole millionths."""
    product = (by_item[block] @ by_item.T).toarray()
    shared = (rated[block] @ rated.T).toarray()
    if similarity == "cosine":
        lengths = norms[block][:, None] * norms[None, :]
    else:
        lengths = np.sqrt((squares[block] @ rated.T).toarray() * (rated[block] @ squares.T).toarray())
    weights = np.divide(product, lengths, out=np.zeros_like(product), where=lengths > 0)
    weights *= np.divide(shared, shared + shrinkage, out=np.zeros_like(shared), where=shared > 0)
    positive: NDArray[np.float64] = np.round(np.maximum(weights, 0), 6)
    return positive


def _rows(matrix: csr_array) -> NDArray[np.int64]:
    """The row of each stored value."""
    return np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))


def _within(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.float64]:
    """Values held within a range and rounded, so that rounding elsewhere cannot order them."""
    held: NDArray[np.float64] = np.asarray(np.round(np.clip(values, low, high), 6), dtype=np.float64)
    return held
