"""Compares the rows of a sparse matrix of ratings, and predicts a rating from those of similar rows.

Rows are users and columns are items; for the similarity of items, pass `ratings.T`. What is not stored is
missing; a rating of 0 is a rating only where 0 is stored.
"""

import math

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array


def cosine_similarity(ratings: csr_array) -> csr_array:
    """The cosine of each two rows, a missing rating as 0 (Breese, Heckerman and Kadie 1998).

    Args:
        ratings: shape (users, items), finite; any sparse format.

    Returns:
        Shape (users, users), symmetric, in [-1, 1]. Rows that share no item have no entry; a row
        of zeros has none at all, not even with itself.

    Raises:
        ValueError: if a rating is not finite.
    """
    unit = _checked(ratings)
    unit.eliminate_zeros()
    norms = np.sqrt(np.asarray(unit.multiply(unit).sum(axis=1)))
    unit.data /= np.repeat(norms, np.diff(unit.indptr))
    similarity = csr_array(unit @ unit.T)
    similarity.data = np.clip(similarity.data, -1, 1)
    similarity.sort_indices()
    return similarity


def pearson_similarity(ratings: csr_array) -> csr_array:
    """The correlation of each two rows over the items that both rated (Resnick and others 1994).

    Means, too, are over the items that both rated. Memory is bound by the answer, not by all pairs of users.

    Args:
        ratings: shape (users, items), finite; any sparse format.

    Returns:
        Shape (users, users), symmetric, in [-1, 1]. A stored NaN: both rated an item, but the
        correlation is undefined, because it is only one or because one of them rated all of these the same.
        A stored 0: no correlation. No entry: no item that both rated.

    Raises:
        ValueError: if a rating is not finite.
    """
    ratings = _checked(ratings)
    by_item = ratings.tocsc()
    columns: list[NDArray[np.int64]] = [np.empty(0, dtype=np.int64)]
    values: list[NDArray[np.float64]] = [np.empty(0)]
    for user in range(ratings.shape[0]):
        own = slice(ratings.indptr[user], ratings.indptr[user + 1])
        # The ratings of everyone for this user's items, grouped by who gave them.
        shared = by_item[:, ratings.indices[own]].tocsr()
        n_shared = np.diff(shared.indptr)
        others = np.flatnonzero(n_shared)
        groups = (shared.indptr[others], n_shared[others])
        mine = _deviations(ratings.data[own][shared.indices], *groups)
        theirs = _deviations(shared.data, *groups)
        covariance, my_variance, their_variance = (
            np.add.reduceat(product, groups[0]) for product in (mine * theirs, mine * mine, theirs * theirs)
        )
        with np.errstate(invalid="ignore"):  # 0 / 0 is the NaN that says "undefined"
            correlation = covariance / (np.sqrt(my_variance) * np.sqrt(their_variance))
        columns.append(others)
        values.append(np.clip(correlation, -1, 1))
    starts = np.cumsum([len(column) for column in columns])
    n_users = ratings.shape[0]
    return csr_array((np.concatenate(values), np.concatenate(columns), starts), shape=(n_users, n_users))


def predict_rating(ratings: csr_array, similarity: csr_array, user: int, item: int, centred: bool = False) -> float:
    """What a user would give an item, from what similar users gave it.

    Plain: the mean of the neighbours' ratings, weighted by similarity (the weighted sum of Sarwar, Karypis,
    Konstan and Riedl 2001, over users); only similarities above 0 count. Centred: the user's mean plus the
    weighted mean of what the neighbours' ratings deviate from their own means (Resnick and others 1994);
    similarities below 0 count too. A user's mean is over all that the user rated.

    Args:
        ratings: shape (users, items), finite; any sparse format.
        similarity: shape (users, users); what is missing, 0 or NaN makes no neighbour.
        user: a row, from 0.
        item: a column, from 0.
        centred: whether to allow for users who rate high or low throughout.

    Returns:
        A rating; centred, it may lie off the scale. NaN where no neighbour rated the item, or, centred, the
        user rated nothing.

    Raises:
        ValueError: if a rating is not finite or the shapes do not fit.
        IndexError: if there is no such user or item.
    """
    ratings = _checked(ratings)
    n_users, n_items = ratings.shape
    if similarity.shape != (n_users, n_users):
        raise ValueError(f"similarity has shape {similarity.shape}, not {(n_users, n_users)}")
    if not (0 <= user < n_users and 0 <= item < n_items):
        raise IndexError(f"no user {user} or no item {item} in ratings of shape {ratings.shape}")
    column = ratings.tocsc()[:, [item]]
    weights = csr_array(similarity)[[user]].toarray().ravel()[column.indices]
    is_neighbour = (column.indices != user) & ((np.abs(weights) if centred else weights) > 0)
    neighbours, weights, given = (
        column.indices[is_neighbour],
        weights[is_neighbour],
        column.data[is_neighbour],
    )
    n_ratings = np.diff(ratings.indptr)
    if not len(neighbours) or (centred and not n_ratings[user]):
        return math.nan
    if not centred:
        return float(weights @ given / weights.sum())
    means = np.asarray(ratings.sum(axis=1)) / np.maximum(n_ratings, 1)
    return float(means[user] + weights @ (given - means[neighbours]) / np.abs(weights).sum())


def _checked(ratings: csr_array) -> csr_array:
    """A copy in floats, each entry once and in order; a stored 0 stays stored."""
    ratings = csr_array(ratings, dtype=np.float64, copy=True)
    ratings.sum_duplicates()
    if not np.isfinite(ratings.data).all():
        raise ValueError("a rating is not finite")
    return ratings


def _deviations(
    values: NDArray[np.float64], starts: NDArray[np.int64], lengths: NDArray[np.int64]
) -> NDArray[np.float64]:
    """What the values of each group deviate from its mean; exactly 0 throughout where they are all equal."""
    from_first = values - np.repeat(values[starts], lengths)
    return from_first - np.repeat(np.add.reduceat(from_first, starts) / lengths, lengths)
