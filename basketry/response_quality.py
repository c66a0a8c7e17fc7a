"""Intervals of what says how well responses and uplift are predicted, by drawing customers anew."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Sorted(NamedTuple):
    """Cases by falling score, in as many draws as one likes: how often each case is in a draw.

    Attributes:
        counts: shape (draws, cases).
        last: shape (scores,), the last case of each score.
        score: shape (cases,).
        responded: shape (cases,).
        treated: shape (cases,).
        weights: shape (cases,).
    """

    counts: Floats
    last: NDArray[np.int64]
    score: Floats
    responded: NDArray[np.bool_]
    treated: NDArray[np.bool_]
    weights: Floats

    def up_to(self, value: Floats) -> Floats:
        """The sum of a value over the cases of each score and all above, from 0 on: shape (draws, scores + 1)."""
        summed = np.zeros((len(self.counts), len(self.last) + 1))
        summed[:, 1:] = np.cumsum(self.counts * value, axis=1)[:, self.last]
        return summed


def _at(share: float, reached: Floats, summed: Floats) -> Floats:
    """Of sums up to each score, those of the best share of the cases; of equal scores a part. Shape (draws,)."""
    return np.array([np.interp(share * n[-1], n, sums) for n, sums in zip(reached, summed, strict=True)])


def _response_metrics(cases: Sorted) -> dict[str, Floats]:
    yes = cases.responded.astype(float)
    reached, answered = cases.up_to(np.ones(len(yes))), cases.up_to(yes)
    n, n_yes = reached[:, -1], answered[:, -1]
    above = reached - answered
    n_no = above[:, -1]
    # Refusals below, and half of those of the same score.
    below = n_no[:, None] - (above[:, 1:] + above[:, :-1]) / 2
    score = np.clip(cases.score, 1e-15, 1 - 1e-15)
    loss = -(yes * np.log(score) + (1 - yes) * np.log(1 - score))
    tenth = np.minimum(np.floor(10 * (n[:, None] - reached[:, 1:]) / n[:, None]), 9).astype(int)
    excess = np.diff(cases.up_to(cases.score), axis=1) - np.diff(answered, axis=1)
    error = sum(np.abs(np.where(tenth == number, excess, 0).sum(axis=1)) for number in range(10)) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        return {
            "auc": (np.diff(answered, axis=1) * below).sum(axis=1) / (n_yes * n_no),
            "log_loss": cases.counts @ loss / n,
            "calibration_error": np.asarray(error),
            "lift_at_10": _at(0.1, reached, answered) / (0.1 * n_yes),
        }


def _uplift_metrics(cases: Sorted) -> dict[str, Floats]:
    reached = cases.up_to(np.ones(len(cases.score)))
    arms, yes = {}, {}
    for arm in (True, False):
        weights = cases.weights * (cases.treated == arm)
        arms[arm], yes[arm] = cases.up_to(weights), cases.up_to(weights * cases.responded)
    with np.errstate(divide="ignore", invalid="ignore"):
        scale = np.where(arms[False] > 0, arms[True] / arms[False], 0)
        gained = (yes[True] - yes[False] * scale) / arms[True][:, -1:]
        steps = np.diff(reached, axis=1) / reached[:, -1:]
        found = {"qini": ((gained[:, 1:] + gained[:, :-1]) / 2 * steps).sum(axis=1) - gained[:, -1] / 2}
        for share in (10, 30):
            treated, held_out = (
                _at(share / 100, reached, yes[arm]) / _at(share / 100, reached, arms[arm]) for arm in (True, False)
            )
            found[f"uplift_at_{share}"] = treated - held_out
    return found


def drawn_metrics(
    target: str,
    score: Floats,
    responded: NDArray[np.bool_],
    treated: NDArray[np.bool_],
    weights: Floats,
    counts: Floats,
) -> dict[str, Floats]:
    """The metrics of `response_metrics` for draws of the cases.

    Args:
        target: response or uplift.
        score: shape (cases,), what was predicted.
        responded: shape (cases,).
        treated: shape (cases,); for the target response all are.
        weights: shape (cases,), which make the arms of each campaign equally heavy.
        counts: shape (draws, cases), how often each case is in each draw; ones give the metrics themselves.

    Returns:
        For each metric an array of shape (draws,), NaN where a draw cannot tell.
    """
    order = np.argsort(-score, kind="stable")
    last = np.append(np.flatnonzero(np.diff(score[order])), len(score) - 1)
    cases = Sorted(counts[:, order], last, score[order], responded[order], treated[order], weights[order])
    return _response_metrics(cases) if target == "response" else _uplift_metrics(cases)


def metric_intervals(
    target: str,
    score: Floats,
    responded: NDArray[np.bool_],
    treated: NDArray[np.bool_],
    weights: Floats,
    customers: NDArray[np.int64],
    confidence: float,
    n_draws: int,
    seed: int,
) -> dict[str, tuple[float, float]]:
    """The interval of each metric, by percentiles over draws of customers with all that is theirs (Efron 1979).

    Each customer is in a draw as often as a Poisson variable of mean one says, which for many customers is the same as
    drawing with replacement (Hanley and MacGibbon 2006).

    Args:
        target: see `drawn_metrics`, as for the next four.
        score: shape (cases,).
        responded: shape (cases,).
        treated: shape (cases,).
        weights: shape (cases,).
        customers: shape (cases,), numbers of the customers from 0.
        confidence: in (0, 1).
        n_draws: draws.
        seed: fixes the draws.

    Returns:
        Both ends by metric, rounded to 6 digits; NaN where no draw can tell.
    """
    rng = np.random.default_rng(seed)
    parts: dict[str, list[Floats]] = {}
    # About two million counts at a time.
    batch = max(1, min(n_draws, 2_000_000 // len(score)))
    for start in range(0, n_draws, batch):
        size = min(batch, n_draws - start)
        counts = rng.poisson(1, (size, int(customers.max()) + 1))[:, customers].astype(float)
        for metric, values in drawn_metrics(target, score, responded, treated, weights, counts).items():
            parts.setdefault(metric, []).append(values)
    ends = {}
    for metric, drawn in parts.items():
        known = np.concatenate(drawn)
        known = known[np.isfinite(known)]
        levels = [(1 - confidence) / 2, (1 + confidence) / 2]
        low, high = np.quantile(known, levels) if len(known) else (np.nan, np.nan)
        ends[metric] = (round(float(low), 6), round(float(high), 6))
    return ends
