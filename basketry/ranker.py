"""Learns from earlier weeks which candidates are bought in the weeks after: boosted trees and a small network."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits

# With fewer purchases to learn from in either half of the customers there is no ranker.
MIN_BOUGHT = 200
# Of the network: rows a step, and steps; a large shop's examples are all seen N_ROUNDS times.
N_ROWS, N_STEPS, N_ROUNDS = 512, 1200, 8
# Of the candidates that were not bought, macro is_example keeps one in three.
EXAMPLE_SHARE = 1 / 3


@dataclass(frozen=True)
class Ranked:
    """What is thought of each candidate; every array has shape (candidates,), in [0, 1], rounded to 9 digits.

    probability: of being bought, by both models together: the mean of their log odds.
    by_trees: by the boosted trees alone (Friedman 2001).
    by_network: by a neural network of one hidden layer alone.
    """

    probability: NDArray[np.float64]
    by_trees: NDArray[np.float64]
    by_network: NDArray[np.float64]


def purchase_probabilities(
    features: NDArray[np.float64],
    was_bought: NDArray[np.bool_],
    is_example: NDArray[np.bool_],
    is_first_half: NDArray[np.bool_],
    is_trained_on: NDArray[np.bool_],
    example_share: float,
) -> Ranked | None:
    """The probability that each candidate is bought, fitted on customers apart.

    Both models are fitted on the examples of each half of the customers. Rows of a history that was learned from get
    the answer of the other half's models, so that it can be compared with other methods there; all others the mean.

    Args:
        features: shape (candidates, features); NaN where unknown.
        was_bought: shape (candidates,).
        is_example: shape (candidates,), rows to learn from: each that was bought, and a share of those that were not.
        is_first_half: shape (candidates,), which half of the customers the row's customer is in.
        is_trained_on: shape (candidates,), whether the row's history is one that was learned from.
        example_share: the share, in (0, 1], of rows not bought that are examples; what is answered allows for it.

    Returns:
        The probabilities; None where there are too few purchases to learn from.
    """
    halves = [is_example & is_first_half, is_example & ~is_first_half]
    if any(was_bought[half].sum() < MIN_BOUGHT or was_bought[half].all() for half in halves):
        return None

    # Fewer rows that were not bought make a purchase look likelier by that share in odds (King and Zeng 2001).
    def allowed_for(odds: NDArray[np.float64]) -> NDArray[np.float64]:
        probability: NDArray[np.float64] = np.round(1 / (1 + np.exp(-odds) / example_share), 9)
        return probability

    # One thread: dbt runs other models beside this one, and threads that wait for each other take turns at a core.
    with threadpool_limits(1):
        trees, network = (
            [log_odds(features, was_bought, half) for half in halves] for log_odds in (_by_trees, _by_network)
        )
    told = []
    for by_first, by_second in (trees, network):
        apart = np.where(is_first_half, by_second, by_first)
        told.append(np.where(is_trained_on, apart, (by_first + by_second) / 2))
    return Ranked(allowed_for((told[0] + told[1]) / 2), allowed_for(told[0]), allowed_for(told[1]))


def _by_trees(
    features: NDArray[np.float64], was_bought: NDArray[np.bool_], taught: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The log odds of each row by gradient boosting fitted on the rows `taught`."""
    model = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=100,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    odds: NDArray[np.float64] = model.fit(features[taught], was_bought[taught]).decision_function(features)
    return odds


def _by_network(
    features: NDArray[np.float64], was_bought: NDArray[np.bool_], taught: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """The log odds of each row by a network fitted on the rows `taught`, in few steps: more learn by heart."""
    n_rounds = min(200, max(N_ROUNDS, N_STEPS * N_ROWS // int(taught.sum())))
    prepared = make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler())
    model = MLPClassifier(
        (16,),
        alpha=0.1,
        batch_size=min(N_ROWS, int(taught.sum())),
        learning_rate_init=0.002,
        # Exactly n_rounds: no gain is enough to go on for, which counts as converged and warns of nothing.
        tol=1e9,
        n_iter_no_change=n_rounds - 2,
        max_iter=n_rounds + 1,
        random_state=0,
    )
    # The variance of a constant feature may round to below 0; its scale is then 1.
    with np.errstate(invalid="ignore"):
        scaled = prepared.fit_transform(features[taught])
    model.fit(scaled, was_bought[taught])
    surely = np.clip(model.predict_proba(prepared.transform(features))[:, 1], 1e-12, 1 - 1e-12)
    odds: NDArray[np.float64] = np.log(surely / (1 - surely))
    return odds


KEYS = ("history", "customer_id", "product_number", "is_first_half", "was_bought", "is_example")


def rank_table(candidates: pa.Table) -> pa.Table:
    """`purchase_probabilities` of a table of candidates.

    Args:
        candidates: the columns KEYS, and one of doubles for each feature.

    Returns:
        history, customer_id, product_number and what `Ranked` holds, of the rows whose history is served, measured or
        chosen on; no row where there is too little to learn from.
    """
    names = [name for name in candidates.column_names if name not in KEYS]
    features = np.column_stack([candidates[name].to_numpy() for name in names])
    history = candidates["history"]
    first, bought, example = (np.asarray(candidates[name]) for name in ("is_first_half", "was_bought", "is_example"))
    trained = pc.starts_with(history, "earlier").to_numpy()
    found = purchase_probabilities(features, bought, example, first, trained, EXAMPLE_SHARE)
    wanted = pc.is_in(history, pa.array(["all", "before_holdout", "earlier_1"], history.type))
    ranked = candidates.select(["history", "customer_id", "product_number"])
    for name in Ranked.__dataclass_fields__:
        values = pa.nulls(len(ranked), pa.float64()) if found is None else pa.array(getattr(found, name))
        ranked = ranked.append_column(name, values)
    return ranked.slice(0, 0) if found is None else ranked.filter(wanted)
