"""How often a customer will order, whether they still do, and what an order will be worth.

BG/NBD: Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way. Gamma-Gamma: Fader and Hardie 2013, The
Gamma-Gamma Model of Monetary Value. Times may be in any unit; `alpha` is in the same one.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import digamma, gammaln, hyp2f1
from threadpoolctl import threadpool_limits

Floats = NDArray[np.float64]


class BgNbd(NamedTuple):
    """The parameters of BG/NBD.

    Attributes:
        r: shape of the gamma distribution of order rates.
        alpha: its rate, in the unit of time.
        a: first parameter of the beta distribution of the chance to stop after an order.
        b: second parameter of it.
        log_likelihood: of the data at the maximum, natural logarithm.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float


class GammaGamma(NamedTuple):
    """The parameters of Gamma-Gamma.

    Attributes:
        p: shape of the gamma distribution of an order's value.
        q: shape of the gamma distribution of its rate over customers.
        gamma: rate of that distribution, in the unit of money.
        log_likelihood: of the data at the maximum, natural logarithm.
    """

    p: float
    q: float
    gamma: float
    log_likelihood: float


def fit_bg_nbd(n_repeats: Floats, recency: Floats, age: Floats) -> BgNbd:
    """Fit BG/NBD by maximum likelihood (Fader, Hardie and Lee 2005, equation 6).

    Args:
        n_repeats: shape (customers,), orders after the first.
        recency: shape (customers,), time from the first to the last order; 0 without a repeat.
        age: shape (customers,), time from the first order to today; at least `recency`.

    Returns:
        The parameters, rounded to nine digits after the point.

    Raises:
        ValueError: if shapes differ, nobody ordered again, or a number is impossible.
    """
    if not n_repeats.shape == recency.shape == age.shape:
        raise ValueError(f"shapes {n_repeats.shape}, {recency.shape} and {age.shape} differ")
    if not (np.isfinite(n_repeats).all() and np.isfinite(age).all()):
        raise ValueError("a number is not finite")
    if not ((n_repeats >= 0) & (recency >= 0) & (age >= recency)).all():
        raise ValueError("a count or time is negative, or a last order is later than today")
    if not (n_repeats > 0).any():
        raise ValueError("nobody ordered again: there is nothing to fit")
    rows, counts = np.unique(np.column_stack([n_repeats, recency, age]), axis=0, return_counts=True)
    # Sums run over sorted rows, so that the order of customers cannot change a digit.
    unit = max(float(counts @ rows[:, 2]) / len(age), 1e-9)
    x, t_x, age_ = rows[:, 0], rows[:, 1] / unit, rows[:, 2] / unit
    has_repeat = x > 0

    def negative(logs: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(logs)
        alive = -(r + x) * np.log(alpha + age_)
        # "b + x - 1" is below zero for no customer with a repeat; the others never meet it.
        tail = np.where(has_repeat, b + x - 1, 1.0)
        gone = np.where(has_repeat, np.log(a) - np.log(tail) - (r + x) * np.log(alpha + t_x), -np.inf)
        both = np.logaddexp(alive, gone)
        share = np.exp(gone - both)
        rates = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        chances = gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        total = float(counts @ (rates + chances + both))
        slope = np.array(
            [
                counts
                @ (
                    digamma(r + x)
                    - digamma(r)
                    + np.log(alpha)
                    - (1 - share) * np.log(alpha + age_)
                    - share * np.log(alpha + t_x)
                ),
                counts @ (r / alpha - (r + x) * ((1 - share) / (alpha + age_) + share / (alpha + t_x))),
                counts @ (digamma(a + b) - digamma(a + b + x) + share / a),
                counts @ (digamma(a + b) + digamma(b + x) - digamma(b) - digamma(a + b + x) - share / tail),
            ]
        )
        n_customers = counts.sum()
        return -total / n_customers, -slope * np.exp(logs) / n_customers

    best = _least(negative, starts=[np.zeros(4), np.array([0.0, 0.0, -1.0, 1.0]), np.array([-1.0, -2.0, 0.0, 1.0])])
    r, alpha, a, b = np.exp(best)
    # In units of the mean age the likelihood of each repeat's density is larger by that unit.
    log_likelihood = -negative(best)[0] * counts.sum() - float(counts @ x) * np.log(unit)
    return BgNbd(*(round(float(value), 9) for value in (r, alpha * unit, a, b, log_likelihood)))


def fit_gamma_gamma(n_repeats: Floats, mean_value: Floats) -> GammaGamma:
    """Fit Gamma-Gamma by maximum likelihood (Fader and Hardie 2013, equation 1a).

    Args:
        n_repeats: shape (customers,), orders that the mean is over, at least 1.
        mean_value: shape (customers,), mean value of these orders, more than 0.

    Returns:
        The parameters, rounded to nine digits after the point.

    Raises:
        ValueError: if shapes differ, there is no customer, or a number is impossible.
    """
    if n_repeats.shape != mean_value.shape:
        raise ValueError(f"shapes {n_repeats.shape} and {mean_value.shape} differ")
    if not len(n_repeats):
        raise ValueError("nobody ordered again: there is nothing to fit")
    if not (np.isfinite(mean_value).all() and (n_repeats >= 1).all() and (mean_value > 0).all()):
        raise ValueError("a count is below 1 or a value is not above 0")
    order = np.lexsort([mean_value, n_repeats])
    unit = float(mean_value[order].mean())
    x, m = n_repeats[order], mean_value[order] / unit

    def negative(logs: Floats) -> tuple[float, Floats]:
        p, q, gamma = np.exp(logs)
        spread = np.log(gamma + m * x)
        total = (
            gammaln(p * x + q)
            - gammaln(p * x)
            - gammaln(q)
            + q * np.log(gamma)
            + (p * x - 1) * np.log(m)
            + p * x * np.log(x)
            - (p * x + q) * spread
        ).mean()
        slope = np.array(
            [
                (x * (digamma(p * x + q) - digamma(p * x) + np.log(m) + np.log(x) - spread)).mean(),
                (digamma(p * x + q) - digamma(q) + np.log(gamma) - spread).mean(),
                (q / gamma - (p * x + q) / (gamma + m * x)).mean(),
            ]
        )
        return -float(total), -slope * np.exp(logs)

    best = _least(negative, starts=[np.array([1.0, 1.0, 0.0]), np.array([0.0, 2.0, 1.0])])
    p, q, gamma = np.exp(best)
    log_likelihood = -negative(best)[0] * len(x) - len(x) * np.log(unit)
    return GammaGamma(*(round(float(value), 9) for value in (p, q, gamma * unit, log_likelihood)))


def expected_orders(model: BgNbd, n_repeats: Floats, recency: Floats, age: Floats, horizon: float) -> Floats:
    """Orders to expect of each customer within a horizon (Fader, Hardie and Lee 2005, equation 10).

    Their hypergeometric function is taken after Euler's transformation, under which its parameters stay small for a
    customer of many orders; SQL could sum its series, but for a young customer and a long horizon that takes
    hundreds of terms.

    Args:
        model: the parameters.
        n_repeats: shape (customers,), as in `fit_bg_nbd`.
        recency: shape (customers,), the same.
        age: shape (customers,), the same.
        horizon: how far to look ahead, in the unit of time.

    Returns:
        Shape (customers,), at least 0.
    """
    r, alpha, b = model.r, model.alpha, model.b
    # The formula has a removable hole at a = 1.
    a = model.a if abs(model.a - 1) > 1e-6 else 1 + 1e-6
    z = horizon / (alpha + age + horizon)
    with np.errstate(over="ignore", invalid="ignore"):
        stops = (1 - z) ** (a - 1) * hyp2f1(a + b - 1 - r, a - 1, a + b + n_repeats - 1, z)
        while_active = (a + b + n_repeats - 1) / (a - 1) * (1 - stops)
    # Nobody orders more than one who never stops; where customers are so alike that the function overflows, that is it.
    never_stops = (r + n_repeats) / (alpha + age) * horizon
    while_active = np.where(np.isfinite(while_active), np.clip(while_active, 0, never_stops), never_stops)
    found: Floats = while_active * probability_active(model, n_repeats, recency, age)
    return found


def probability_active(model: BgNbd, n_repeats: Floats, recency: Floats, age: Floats) -> Floats:
    """The chance that each customer has not stopped for good (Fader, Hardie and Lee 2008, a note on p(alive)).

    Args:
        model: the parameters.
        n_repeats: shape (customers,), as in `fit_bg_nbd`.
        recency: shape (customers,), the same.
        age: shape (customers,), the same.

    Returns:
        Shape (customers,), in [0, 1]; 1 for a customer without a repeat, who in this model cannot have stopped.
    """
    log_odds = (
        np.log(model.a)
        - np.log(np.maximum(model.b + n_repeats - 1, 1e-12))
        + (model.r + n_repeats) * (np.log(model.alpha + age) - np.log(model.alpha + recency))
    )
    with np.errstate(over="ignore"):
        found: Floats = np.where(n_repeats > 0, 1 / (1 + np.exp(log_odds)), 1.0)
    return found


def _least(function: Callable[[Floats], tuple[float, Floats]], starts: list[Floats]) -> Floats:
    """Where a function of logarithms is least: the best of several starts, within e^-12 and e^12."""
    bounds = [(-12.0, 12.0)] * len(starts[0])
    options = {"maxiter": 2000, "ftol": 1e-14, "gtol": 1e-9}
    # One thread: with more, sums come in another order.
    with threadpool_limits(1):
        found = [
            minimize(function, start, jac=True, method="L-BFGS-B", bounds=bounds, options=options) for start in starts
        ]
    best: Floats = min(found, key=lambda result: float(result.fun)).x
    return best
