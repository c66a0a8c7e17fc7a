"""Scores what customers have not bought yet: six collaborative filters over one matrix, in blocks of customers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh
from scipy.linalg.lapack import dpotrf, dpotri
from scipy.sparse import csc_array, csr_array, diags_array, vstack
from scipy.sparse.linalg import eigsh
from threadpoolctl import threadpool_limits

# Entries of a dense block at most: so many customers are scored at a time, however large the shop.
BLOCK = 2**21
# Customers that others are compared with (user-based), and that own purchases of one customer explain at most.
MAX_COMPARED = 20_000
N_REASONS = 3
# Columns of a matrix that another is multiplied with at a time.
PANEL = 64
METHODS = ("ease", "item_cosine", "item_pearson", "user_cosine", "user_pearson", "factors")


@dataclass(frozen=True)
class Tastes:
    """What customers may like; every array has one entry per customer and new product, ordered by both.

    scores: for each of METHODS the score, rounded to 9 digits; NaN where the method does not know the product.
    because: shape (entries, N_REASONS), the purchases that carry most of the score, the strongest first; -1 for none.
    because_share: shape (entries, N_REASONS), the share of the positive part of the score that each carries.
    """

    customer: NDArray[np.int64]
    product: NDArray[np.int64]
    scores: dict[str, NDArray[np.float64]]
    because: NDArray[np.int64]
    because_share: NDArray[np.float64]


@dataclass(frozen=True)
class TasteModel:
    """What is learned from a matrix of customers and products.

    Args:
        weights: shape (customers, products), no negative entries; a column is a product's number.
        head: numbers of the products that all methods know, the most bought ones, ascending.
        tail: numbers of other products; item_cosine alone knows them, by what they share with the head (ascending,
            disjoint from head).
        penalty: of EASE, in means of the diagonal of the products' Gram matrix; more than 0.
        n_neighbours: similar products, and similar customers, that are kept.
        shrinkage: what is added to the product of two norms, in means of the diagonal: few common buyers are no proof.
        user_shrinkage: the same between customers, in means of a customer's squared norm.
        n_factors: of the factor model; fewer where the head has fewer products.
    """

    weights: csr_array
    head: NDArray[np.int64]
    tail: NDArray[np.int64]
    penalty: float = 3.0
    n_neighbours: int = 50
    shrinkage: float = 1.0
    user_shrinkage: float = 0.1
    n_factors: int = 64

    def __post_init__(self) -> None:
        """Refuse what cannot be fitted.

        Raises:
            ValueError: if the penalty is not more than 0.
        """
        if self.penalty <= 0:
            raise ValueError(f"The penalty must be more than 0, not {self.penalty}")

    @cached_property
    def owned(self) -> csr_array:
        """Shape (customers, head): the head's columns by themselves."""
        return self.weights[:, self.head].tocsr()

    @cached_property
    def gram(self) -> NDArray[np.float64]:
        """Shape (head, head): what each two products share, over all customers."""
        return _times(self.owned.T.tocsr(), self.owned.tocsc())

    @cached_property
    def ease(self) -> NDArray[np.float64]:
        """Shape (head, head): EASE in closed form, row = owned, column = wanted (Steck 2019)."""
        regular = self.gram.copy(order="F")
        places = np.arange(len(regular))
        regular[places, places] += self.penalty * self._unit
        factor, failed = dpotrf(regular, lower=1, overwrite_a=1)
        inverse, failed_too = dpotri(factor, lower=1, overwrite_c=1)
        if failed or failed_too:
            raise ValueError("The products' Gram matrix is not positive definite")
        weights: NDArray[np.float64] = np.where(np.tri(len(inverse), dtype=bool), inverse, inverse.T)
        weights /= -np.diag(inverse)[None, :]
        weights[places, places] = 0
        return weights

    @cached_property
    def item_cosine(self) -> csr_array:
        """Shape (head, head): of each product the nearest by cosine (Sarwar and others 2001)."""
        return self._alike(self.gram, np.sqrt(np.diag(self.gram)))

    @cached_property
    def item_pearson(self) -> csr_array:
        """Shape (head, head): of each product the nearest by Pearson's correlation over customers."""
        n_customers = max(self.owned.shape[0], 1)
        means = np.asarray(self.owned.sum(axis=0)).ravel() / n_customers
        covariances = self.gram - n_customers * np.outer(means, means)
        return self._alike(covariances, np.sqrt(np.maximum(np.diag(covariances), 0)))

    @cached_property
    def tail_cosine(self) -> csr_array:
        """Shape (tail, head): of each product of the tail the nearest of the head by cosine."""
        tail, owned = self.weights[:, self.tail].T.tocsr(), self.owned.tocsc()
        norms, lengths = np.sqrt(np.diag(self.gram)), _lengths(tail)
        rows = [csr_array((0, len(self.head)))]
        step = _rows_at_once(len(self.head))
        for start in range(0, len(self.tail), step):
            span = slice(start, start + step)
            rows.append(self._nearest(self._shrunk(_times(tail[span], owned), lengths[span], norms)))
        return csr_array(vstack(rows, format="csr"))

    @cached_property
    def factors(self) -> NDArray[np.float64]:
        """Shape (head, factors): the right singular vectors of the matrix (PureSVD, Cremonesi and others 2010)."""
        n_head, n_factors = len(self.head), min(self.n_factors, len(self.head) - 1)
        if n_factors < 1:
            return np.zeros((n_head, 0))
        if n_head <= 10 * n_factors:
            return np.asarray(eigh(self.gram, subset_by_index=(n_head - n_factors, n_head - 1))[1])
        return np.asarray(eigsh(self.gram, k=n_factors, v0=np.ones(n_head))[1])

    @cached_property
    def compared(self) -> csr_array:
        """Shape (at most MAX_COMPARED, head): customers, evenly spread over all, that others are compared with."""
        step = max(1, -(-self.owned.shape[0] // MAX_COMPARED))
        return csr_array(self.owned[::step])

    def blocks(self) -> Iterator[tuple[int, dict[str, NDArray[np.float64]], NDArray[np.float64]]]:
        """For each block of customers: the first, each method's scores of the head, and item_cosine's of the tail."""
        step = _rows_at_once(max(len(self.head) + len(self.tail), self.compared.shape[0]))
        for start in range(0, self.owned.shape[0], step):
            block = self.owned[start : start + step]
            columns = np.ascontiguousarray(block.toarray().T)  # sparse times dense is the quicker way round
            by_cosine, by_pearson = self._by_customers(block)
            scores = {
                "ease": block.tocsc() @ self.ease,  # by columns each row of a large matrix is read once
                "item_cosine": np.ascontiguousarray((self.item_cosine @ columns).T),
                "item_pearson": np.ascontiguousarray((self.item_pearson @ columns).T),
                "user_cosine": by_cosine,
                "user_pearson": by_pearson,
                "factors": (block @ self.factors) @ self.factors.T,
            }
            yield start, scores, np.ascontiguousarray((self.tail_cosine @ columns).T)

    @cached_property
    def _votes(self) -> csr_array:
        """Shape of `compared`: what each of those customers bought, at length 1."""
        return _unit_rows(self.compared)

    @cached_property
    def _buyers(self) -> csr_array:
        """Shape (head, compared): who of those customers bought each product."""
        return self.compared.T.tocsr()

    @cached_property
    def _compared_spans(self) -> tuple[NDArray[np.float64], ...]:
        """Lengths, means and spreads of those customers."""
        return _spans(self.compared)

    def _by_customers(self, block: csr_array) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Shape (block, head) each: what the nearest customers bought, by cosine and Pearson (Herlocker 1999)."""
        (lengths, means, spreads), (other_lengths, other_means, other_spreads) = _spans(block), self._compared_spans
        shrinkage = self.user_shrinkage * (np.square(other_lengths).mean() or 1.0)
        shared = (block @ self._buyers).toarray()
        norms = np.outer(lengths, other_lengths)
        themselves = shared > (1 - 1e-9) * norms  # and who bought the very same
        covariances = shared - np.outer(block.shape[1] * means, other_means)
        found = []
        for alike, scale in ((shared, norms), (covariances, np.outer(spreads, other_spreads))):
            scale += shrinkage
            alike /= np.where(scale > 0, scale, 1)
            alike[themselves] = 0
            found.append((self._nearest(alike) @ self._votes).toarray())
        return found[0], found[1]

    @property
    def _unit(self) -> float:
        return float(np.diag(self.gram).mean()) or 1.0

    def _alike(self, shared: NDArray[np.float64], lengths: NDArray[np.float64]) -> csr_array:
        """Of each product the nearest others, by what each two share and by their lengths."""
        similarity = self._shrunk(shared, lengths, lengths)
        np.fill_diagonal(similarity, 0)
        return self._nearest(similarity)

    def _shrunk(
        self, shared: NDArray[np.float64], lengths: NDArray[np.float64], others: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """What rows and columns share over the product of their lengths, shrunk."""
        scale = np.outer(lengths, others)
        scale += self.shrinkage * self._unit
        return np.divide(shared, scale, out=scale)

    def _nearest(self, similarity: NDArray[np.float64]) -> csr_array:
        """The `n_neighbours` largest positive entries of each row, and what equals the last of them."""
        rows, columns = _largest(similarity, self.n_neighbours, 1e-12)
        found = similarity[rows, columns]
        least = np.zeros(len(similarity))
        last = _places(rows, found) == self.n_neighbours - 1
        least[rows[last]] = found[last]
        kept = found >= least[rows]
        places = (rows[kept].astype(np.int32), columns[kept].astype(np.int32))
        return csr_array((found[kept], places), shape=similarity.shape)


def taste_blocks(
    model: TasteModel, is_open: NDArray[np.bool_], n_candidates: int, n_best: int, explain: bool
) -> Iterator[Tastes]:
    """Score new products block by block: the best `n_candidates` of EASE, the best `n_best` of each other method.

    Args:
        model: what was learned.
        is_open: shape (products,), whether a product may be recommended; any other still explains.
        n_candidates: products of the head per customer that EASE thinks best.
        n_best: products per customer for each other method, and of the tail.
        explain: whether to name the purchases that carry the score; else none is named.

    Yields:
        The candidates of the next customers, ordered by customer and product; equal scores are told apart by the
        product's number. Memory is bound by the block and what was learned, whatever the number of customers.
    """
    # One thread: dbt runs other models beside this one, and threads that wait for each other take turns at a core.
    with threadpool_limits(1):
        for start, of_head, of_tail in model.blocks() if len(model.head) else ():
            yield _of_block(model, is_open, start, of_head, of_tail, n_candidates, n_best, explain)


def tastes(model: TasteModel, is_open: NDArray[np.bool_], n_candidates: int, n_best: int, explain: bool) -> Tastes:
    """All of `taste_blocks` at once."""
    parts = list(taste_blocks(model, is_open, n_candidates, n_best, explain))
    if not parts:
        none, nothing = np.empty(0, np.int64), np.empty((0, N_REASONS))
        return Tastes(none, none, {name: np.empty(0) for name in METHODS}, nothing.astype(np.int64), nothing)
    return Tastes(
        np.concatenate([part.customer for part in parts]),
        np.concatenate([part.product for part in parts]),
        {name: np.concatenate([part.scores[name] for part in parts]) for name in METHODS},
        np.concatenate([part.because for part in parts]),
        np.concatenate([part.because_share for part in parts]),
    )


def _of_block(
    model: TasteModel,
    is_open: NDArray[np.bool_],
    start: int,
    of_head: dict[str, NDArray[np.float64]],
    of_tail: NDArray[np.float64],
    n_candidates: int,
    n_best: int,
    explain: bool,
) -> Tastes:
    """The part of `Tastes` that belongs to a block of customers."""
    block = slice(start, start + len(of_tail))
    known, known_tail = model.owned[block].nonzero(), model.weights[block][:, model.tail].nonzero()
    chosen = np.zeros((len(of_tail), len(model.head)), dtype=bool)
    for name, values in of_head.items():
        chosen[_best(values, known, is_open[model.head], n_candidates if name == "ease" else n_best)] = True
    customers, heads = np.nonzero(chosen)
    tail_customers, tails = _best(of_tail, known_tail, is_open[model.tail], n_best)
    scores = np.full((len(heads) + len(tails), len(METHODS)), np.nan)
    scores[: len(heads)] = np.column_stack([_rounded(of_head[name][customers, heads]) for name in METHODS])
    scores[len(heads) :, METHODS.index("item_cosine")] = _rounded(of_tail[tail_customers, tails])
    because = np.full((len(scores), N_REASONS), -1, dtype=np.int64)
    share = np.zeros((len(scores), N_REASONS))
    if explain:
        owned, of_tail_cosine = model.owned[block], model.tail_cosine[tails]
        head_ends = np.searchsorted(customers, np.arange(len(chosen) + 1))
        tail_ends = np.searchsorted(tail_customers, np.arange(len(chosen) + 1))
        for row in range(len(chosen)):
            own = slice(*owned.indptr[row : row + 2])
            places, weights = owned.indices[own], owned.data[own]
            head, tail = slice(*head_ends[row : row + 2]), slice(*tail_ends[row : row + 2])
            carried = np.vstack([model.ease[np.ix_(places, heads[head])].T, of_tail_cosine[tail].toarray()[:, places]])
            entries = np.r_[head, slice(len(heads) + tail.start, len(heads) + tail.stop)]
            because[entries], share[entries] = _reasons(carried * weights, model.head[places])
    customer = np.concatenate([customers, tail_customers])
    product = np.concatenate([model.head[heads], model.tail[tails]])
    order = np.lexsort((product, customer))
    columns = dict(zip(METHODS, scores[order].T, strict=True))
    return Tastes(start + customer[order], product[order], columns, because[order], share[order])


def _best(
    values: NDArray[np.float64],
    known: tuple[NDArray[np.int64], NDArray[np.int64]],
    is_open: NDArray[np.bool_],
    n_best: int,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the `n_best` largest positive entries of each row, once rounded; of equal ones the first.

    What is known or not open is set to 0.
    """
    values[known] = 0
    values[:, ~is_open] = 0
    rows, columns = _largest(values, n_best, 1e-10, margin=1e-9)
    found = _rounded(values[rows, columns])
    kept = (_places(rows, found) < n_best) & (found > 0)
    return rows[kept], columns[kept]


def _largest(
    values: NDArray[np.float64], n_largest: int, least: float, margin: float = 0.0
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows and columns of the `n_largest` entries of each row, of what comes within `margin` of them, and a few more.

    Nothing below `least` is among them. The maxima of so many groups of columns are entries themselves, and are put in
    order much more quickly than the row.
    """
    width = max(1, min(8 * n_largest, values.shape[1]))
    maxima = values[:, :width].copy()
    for start in range(width, values.shape[1] - width + 1, width):
        np.maximum(maxima, values[:, start : start + width], out=maxima)
    bound = np.full((len(values), 1), least)
    if n_largest < width:
        bound = np.maximum(np.partition(maxima, -n_largest, axis=1)[:, -n_largest, None] - margin, least)
    rows, columns = np.nonzero(values >= bound)
    return rows, columns


def _places(rows: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.int64]:
    """Of entries in the order of their rows the place of each in its row, the largest 0; equal ones as they stand."""
    places = np.empty(len(rows), dtype=np.int64)
    places[np.lexsort((-values, rows))] = np.arange(len(rows)) - np.searchsorted(rows, rows)
    return places


def _rounded(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Scores to 9 digits: what differs by less is the order in which numbers were added up."""
    rounded: NDArray[np.float64] = np.round(scores, 9)
    return rounded


def _reasons(carried: NDArray[np.float64], own: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Which own purchases carry most of each row of `carried`, shape (products, own), and their share."""
    positive = np.round(np.maximum(carried, 0), 12)
    total = np.maximum(positive.sum(axis=1), 1e-300)
    because = np.full((len(carried), N_REASONS), -1, dtype=np.int64)
    share = np.zeros((len(carried), N_REASONS))
    rows = np.arange(len(carried))
    for place in range(min(N_REASONS, len(own))):
        largest = positive.argmax(axis=1)
        part = positive[rows, largest]
        because[:, place] = np.where(part > 0, own[largest], -1)
        share[:, place] = np.round(part / total, 6)
        positive[rows, largest] = 0
    return because, share


def _rows_at_once(n_columns: int) -> int:
    """Rows of a dense block of so many columns."""
    return max(1, BLOCK // max(1, n_columns))


def _times(left: csr_array, right: csc_array) -> NDArray[np.float64]:
    """`left @ right` as a dense array, by as many columns of `right` at a time as stay in the processor's cache.

    Each sum is added up in the same order as by the product of sparse matrices, which is slower where most of the
    answer is not 0, but needs no dense columns: it is left to shops with many customers.
    """
    width = min(PANEL, BLOCK // max(right.shape[0], 1))
    if width < PANEL // 8:
        dense: NDArray[np.float64] = (left @ right).toarray()
        return dense
    product = np.empty((left.shape[0], right.shape[1]))
    for start in range(0, right.shape[1], width):
        panel = slice(start, start + width)
        product[:, panel] = left @ right[:, panel].toarray()
    return product


def _lengths(matrix: csr_array) -> NDArray[np.float64]:
    """The length of each row."""
    lengths: NDArray[np.float64] = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return lengths


def _spans(matrix: csr_array) -> tuple[NDArray[np.float64], ...]:
    """Of each row its length, its mean, and its length about the mean."""
    lengths, means = _lengths(matrix), matrix.sum(axis=1) / matrix.shape[1]
    return lengths, means, np.sqrt(np.maximum(lengths**2 - matrix.shape[1] * means**2, 0))


def _unit_rows(matrix: csr_array) -> csr_array:
    """Rows of length 1; a row of nothing stays so."""
    lengths = _lengths(matrix)
    return csr_array(diags_array(1 / np.where(lengths > 0, lengths, 1)) @ matrix)


def most_bought(weights: csr_array, n_products: int, min_customers: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Head and tail of a catalogue: the products that most customers bought, and the others that enough bought.

    Args:
        weights: shape (customers, products).
        n_products: products in the head, at most.
        min_customers: a product with fewer customers is in neither.

    Returns:
        Two ascending arrays of product numbers.
    """
    n_customers = np.bincount(weights.indices, minlength=weights.shape[1])
    order = np.argsort(-n_customers, kind="stable")
    order = order[n_customers[order] >= max(min_customers, 1)]
    return np.sort(order[:n_products]), np.sort(order[n_products:])
