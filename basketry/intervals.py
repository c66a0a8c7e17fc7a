"""Intervals of means by resampling.

scipy is imported where there is something to draw: its statistics take most of a second.
"""

import numpy as np
from numpy.typing import NDArray


def bootstrap_intervals(
    values: NDArray[np.float64], confidence: float, n_resamples: int, seed: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The interval of each column's mean, by the percentiles of resampled rows (Efron 1979).

    Args:
        values: shape (customers, columns), finite; the columns of one draw are of the same customers.
        confidence: in (0, 1).
        n_resamples: draws.
        seed: fixes the draws.

    Returns:
        Two arrays of shape (columns,), rounded to 6 digits; NaN where there are fewer than two customers.
    """
    if len(values) < 2 or not values.shape[1]:
        nothing = np.full(values.shape[1], np.nan)
        return nothing, nothing
    from scipy.stats import bootstrap

    interval = bootstrap(
        (values,),
        np.mean,
        axis=0,
        method="percentile",
        confidence_level=confidence,
        n_resamples=n_resamples,
        batch=50,
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return np.round(interval.low, 6), np.round(interval.high, 6)
