"""Learns from earlier weeks which candidates are bought in the weeks after, with boosted trees."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from threadpoolctl import threadpool_limits

# With fewer purchases to learn from in either half of the customers there is no ranker.
MIN_BOUGHT = 200
# Of the candidates that were not bought, macro is_example keeps one in three.
EXAMPLE_SHARE = 1 / 3


def purchase_probabilities(
    features: NDArray[np.float64],
    was_bought: NDArray[np.bool_],
    is_example: NDArray[np.bool_],
    is_first_half: NDArray[np.bool_],
    is_trained_on: NDArray[np.bool_],
    example_share: float,
) -> NDArray[np.float64] | None:
    """The probability that each candidate is bought, by gradient boosting (Friedman 2001), fitted on customers apart.

    One model is fitted on the examples of each half of the customers. Rows of a history that was learned from get the
    answer of the other half's model, so that it can be compared with other methods there; all others the mean of both.

    Args:
        features: shape (candidates, features); NaN where unknown.
        was_bought: shape (candidates,).
        is_example: shape (candidates,), rows to learn from: each that was bought, and a share of those that were not.
        is_first_half: shape (candidates,), which half of the customers the row's customer is in.
        is_trained_on: shape (candidates,), whether the row's history is one that was learned from.
        example_share: the share, in (0, 1], of rows not bought that are examples; what is answered allows for it.

    Returns:
        Shape (candidates,), in [0, 1], rounded to 9 digits; None where there are too few purchases to learn from.
    """
    halves = [is_example & is_first_half, is_example & ~is_first_half]
    if any(was_bought[half].sum() < MIN_BOUGHT or was_bought[half].all() for half in halves):
        return None
    answers = []
    for half in halves:
        model = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.06,
            max_leaf_nodes=8,
            min_samples_leaf=100,
            l2_regularization=1.0,
            early_stopping=False,
            random_state=0,
        )
        # One thread: dbt runs other models beside this one, and threads that wait for each other take turns at a core.
        with threadpool_limits(1):
            answers.append(model.fit(features[half], was_bought[half]).predict_proba(features)[:, 1])
    by_first, by_second = answers
    raw = np.where(is_trained_on, np.where(is_first_half, by_second, by_first), (by_first + by_second) / 2)
    # Fewer rows that were not bought make a purchase look likelier by that share in odds (King and Zeng 2001).
    probability: NDArray[np.float64] = np.round(raw * example_share / (raw * example_share + 1 - raw), 9)
    return probability


KEYS = ("history", "customer_id", "product_number", "is_first_half", "was_bought", "is_example")


def rank_table(candidates: pa.Table) -> pa.Table:
    """`purchase_probabilities` of a table of candidates.

    Args:
        candidates: the columns KEYS, and one of doubles for each feature.

    Returns:
        history, customer_id, product_number and probability of the rows whose history is served, measured or chosen on;
        no row where there is too little to learn from.
    """
    names = [name for name in candidates.column_names if name not in KEYS]
    features = np.column_stack([candidates[name].to_numpy() for name in names])
    history = candidates["history"]
    first, bought, example = (np.asarray(candidates[name]) for name in ("is_first_half", "was_bought", "is_example"))
    trained = pc.starts_with(history, "earlier").to_numpy()
    probability = purchase_probabilities(features, bought, example, first, trained, EXAMPLE_SHARE)
    wanted = pc.is_in(history, pa.array(["all", "before_holdout", "earlier_1"], history.type))
    ranked = candidates.select(["history", "customer_id", "product_number"])
    if probability is None:
        return ranked.slice(0, 0).append_column("probability", pa.array([], pa.float64()))
    return ranked.append_column("probability", pa.array(probability, pa.float64())).filter(wanted)
