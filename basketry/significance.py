"""Tells how likely a rule's counts are by chance."""

import numpy as np
from numpy.typing import NDArray

# A further term below this share of the sum cannot change it.
NEGLIGIBLE = 1e-17


def fisher_upper_tail(
    support_count: NDArray[np.int64],
    antecedent_count: NDArray[np.int64],
    consequent_count: NDArray[np.int64],
    n_baskets: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Fisher's exact test, one-sided (Fisher 1935): both meet as often as they do, or more often, by chance.

    The sum over the hypergeometric distribution starts at its largest term and walks both ways, each term
    from the one before, until the terms vanish; all rules walk at once.

    Args:
        support_count: shape (rules,), baskets that hold antecedents and consequents.
        antecedent_count: shape (rules,), baskets that hold the antecedents.
        consequent_count: shape (rules,), baskets that hold the consequents.
        n_baskets: shape (rules,), all baskets.

    Returns:
        Shape (rules,), in [0, 1]; 0 where it is below the smallest double.

    Raises:
        ValueError: if there can be no such counts.
    """
    if not len(support_count):
        return np.empty(0)
    least = np.maximum(antecedent_count + consequent_count - n_baskets, 0)
    most = np.minimum(antecedent_count, consequent_count)
    if (least > support_count).any() or (support_count > most).any() or (most > n_baskets).any():
        raise ValueError("a rule has counts that cannot be")
    mode = (antecedent_count + 1) * (consequent_count + 1) // (n_baskets + 2)
    start = np.maximum(support_count, np.minimum(mode, most))
    first = _log_probability(start, antecedent_count, consequent_count, n_baskets)
    total = np.ones(len(start))
    for step in (1, -1):
        rule = np.flatnonzero((start < most) if step == 1 else (start > support_count))
        at = start[rule].astype(np.float64)
        term = np.ones(len(rule))
        drawn, marked, size = (
            counts[rule].astype(np.float64) for counts in (antecedent_count, consequent_count, n_baskets)
        )
        end = (most if step == 1 else support_count)[rule]
        while len(rule):
            up = at if step == 1 else at - 1
            ratio = (drawn - up) * (marked - up) / ((up + 1) * (size - drawn - marked + up + 1))
            term = term * ratio if step == 1 else term / ratio
            at = at + step
            total[rule] += term
            goes_on = (at != end) & (term > NEGLIGIBLE * total[rule])
            rule, at, term, drawn, marked, size, end = (
                values[goes_on] for values in (rule, at, term, drawn, marked, size, end)
            )
    return np.minimum(np.exp(first + np.log(total)), 1)


def _log_probability(
    support_count: NDArray[np.int64],
    antecedent_count: NDArray[np.int64],
    consequent_count: NDArray[np.int64],
    n_baskets: NDArray[np.int64],
) -> NDArray[np.float64]:
    """The logarithm of one term of the hypergeometric distribution, from three binomial ones (Loader 2000).

    The logarithms of the large factorials cancel by algebra, not in floating point.
    """
    share = consequent_count / n_baskets
    return (
        _log_binomial(support_count, antecedent_count, share)
        + _log_binomial(consequent_count - support_count, n_baskets - antecedent_count, share)
        - _log_binomial(consequent_count, n_baskets, share)
    )


def _log_binomial(
    hits: NDArray[np.int64], trials: NDArray[np.int64], share: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The logarithm of the binomial probability of `hits` in `trials` (Loader 2000)."""
    misses = trials - hits
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = trials * np.log(np.where(hits == 0, 1 - share, share))
        inside = (
            _stirling_error(trials)
            - _stirling_error(hits)
            - _stirling_error(misses)
            - _deviance(hits, trials * share)
            - _deviance(misses, trials * (1 - share))
            + 0.5 * np.log(trials / (2 * np.pi * hits.astype(np.float64) * misses))
        )
    return np.where((hits == 0) | (misses == 0), np.where(trials == 0, 0.0, ends), inside)


def _stirling_error(count: NDArray[np.int64]) -> NDArray[np.float64]:
    """What Stirling's formula lacks of log(count!)."""
    # Imported here: where there is no rule, nothing is tested.
    from scipy.special import gammaln

    count = np.maximum(count, 1).astype(np.float64)
    small = np.minimum(count, 20)
    exact = gammaln(small + 1) - (small + 0.5) * np.log(small) + small - 0.5 * np.log(2 * np.pi)
    square = count * count
    series = (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square) / count
    return np.where(count <= 15, exact, series)


def _deviance(observed: NDArray[np.int64], expected: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give observed * log(observed / expected) + expected - observed, accurate where the two are close."""
    observed = observed.astype(np.float64)
    relative = (observed - expected) / (observed + expected)
    total = (observed - expected) * relative
    power = 2 * observed * relative
    for place in range(1, 12):
        power = power * relative * relative
        total = total + power / (2 * place + 1)
    direct = observed * np.log(observed / expected) + expected - observed
    return np.where(np.abs(relative) < 0.1, total, direct)
