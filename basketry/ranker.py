"""Learns from earlier weeks which candidates are bought in the weeks after: boosted trees and a small network."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

# What is ranked: histories that are served, measured or chosen on; whether the ranker learned from it.
HISTORIES = {"all": False, "before_holdout": False, "earlier_1": True}
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


@dataclass(frozen=True)
class Ranker:
    """What was learned from half of the customers: `trees` and `network` are fitted classifiers of scikit-learn.

    fill: shape (features,), what an unknown value counts as for the network; mean, scale: by which it is standardised.
    """

    trees: Any
    network: Any
    fill: NDArray[np.float64]
    mean: NDArray[np.float64]
    scale: NDArray[np.float64]

    def log_odds(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Shape (2, rows): of each row by the trees and by the network."""
        scaled = (np.where(np.isnan(features), self.fill, features) - self.mean) / self.scale
        surely = np.clip(self.network.predict_proba(scaled)[:, 1], 1e-12, 1 - 1e-12)
        return np.stack([_by_trees(self.trees, features), np.log(surely / (1 - surely))])


def learn(
    features: NDArray[np.float64], was_bought: NDArray[np.bool_], is_first_half: NDArray[np.bool_]
) -> tuple[Ranker, Ranker] | None:
    """Learn from examples: each candidate that was bought, and a share of those that were not.

    Args:
        features: shape (examples, features); NaN where unknown.
        was_bought: shape (examples,).
        is_first_half: shape (examples,), which half of the customers the row's customer is in.

    Returns:
        What the first half and what the other half taught; None where there are too few purchases to learn from.
    """
    halves = [is_first_half, ~is_first_half]
    if any(was_bought[half].sum() < MIN_BOUGHT or was_bought[half].all() for half in halves):
        return None
    first, second = (_fit(features[half], was_bought[half]) for half in halves)
    return first, second


def purchase_probabilities(
    rankers: tuple[Ranker, Ranker],
    features: NDArray[np.float64],
    is_first_half: NDArray[np.bool_],
    is_trained_on: bool,
    example_share: float,
) -> Ranked:
    """The probability that each candidate of a history is bought.

    Candidates of a history that was learned from get the answer of what the other half taught, so that it can be
    compared with other methods there; all others the mean.

    Args:
        rankers: see `learn`.
        features: shape (candidates, features); NaN where unknown.
        is_first_half: shape (candidates,), which half of the customers the row's customer is in.
        is_trained_on: whether the history is one that was learned from.
        example_share: the share, in (0, 1], of rows not bought that are examples; what is answered allows for it.
    """

    # Fewer rows that were not bought make a purchase look likelier by that share in odds (King and Zeng 2001).
    def allowed_for(odds: NDArray[np.float64]) -> NDArray[np.float64]:
        probability: NDArray[np.float64] = np.round(1 / (1 + np.exp(-odds) / example_share), 9)
        return probability

    with threadpool_limits(1):
        if is_trained_on:
            odds = np.empty((2, len(features)))
            for ranker, others in zip(rankers, (~is_first_half, is_first_half), strict=True):
                odds[:, others] = ranker.log_odds(features[others])
        else:
            odds = (rankers[0].log_odds(features) + rankers[1].log_odds(features)) / 2
    return Ranked(allowed_for((odds[0] + odds[1]) / 2), allowed_for(odds[0]), allowed_for(odds[1]))


def _by_trees(trees: Any, features: NDArray[np.float64]) -> NDArray[np.float64]:
    """`trees.decision_function(features)`: the same sums in the same order, in a third of the time.

    All rows are asked one question of a tree after the other, instead of each row all questions.
    """
    columns = np.ascontiguousarray(features.T)
    odds = np.full(len(features), trees._baseline_prediction.item())
    for (tree,) in trees._predictors:
        odds += _answers(tree.nodes, tree.nodes[0], columns)
    return odds


def _answers(nodes: NDArray[np.void], node: np.void, columns: NDArray[np.float64]) -> NDArray[np.float64]:
    """Of each row the value of the leaf below `node` that it comes to."""
    if node["is_leaf"]:
        return np.asarray(node["value"])
    column, threshold = columns[node["feature_idx"]], node["num_threshold"]
    left, right = (_answers(nodes, nodes[node[side]], columns) for side in ("left", "right"))
    # What is unknown is on neither side of the threshold.
    return np.where(~(column > threshold) if node["missing_go_to_left"] else column <= threshold, left, right)


def _fit(features: NDArray[np.float64], was_bought: NDArray[np.bool_]) -> Ranker:
    """Gradient boosting, and a network fitted in few steps: more learn by heart."""
    # Not before there is something to learn from: to import them takes longer than all else in a small shop.
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.neural_network import MLPClassifier
    from sklearn.preprocessing import StandardScaler

    trees = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.06,
        max_leaf_nodes=8,
        min_samples_leaf=100,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=0,
    )
    n_rounds = min(200, max(N_ROUNDS, N_STEPS * N_ROWS // len(features)))
    network = MLPClassifier(
        (16,),
        alpha=0.1,
        batch_size=min(N_ROWS, len(features)),
        learning_rate_init=0.002,
        # Exactly n_rounds: no gain is enough to go on for, which counts as converged and warns of nothing.
        tol=1e9,
        n_iter_no_change=n_rounds - 2,
        max_iter=n_rounds + 1,
        random_state=0,
    )
    known = (column[~np.isnan(column)] for column in features.T)
    fill = np.array([np.median(values) if len(values) else 0 for values in known])
    scaler = StandardScaler()
    # One thread: dbt runs other models beside this one, and threads that wait for each other take turns at a core.
    # The variance of a constant feature may round to below 0; its scale is then 1.
    with threadpool_limits(1), np.errstate(invalid="ignore"):
        trees.fit(features, was_bought)
        network.fit(scaler.fit_transform(np.where(np.isnan(features), fill, features)), was_bought)
    return Ranker(trees, network, fill, scaler.mean_, scaler.scale_)


KEYS = ("history", "customer_id", "product_number", "is_first_half", "was_bought", "is_example")


def rank_table(examples: pa.Table, candidates: Iterable[pa.Table]) -> pa.Table:
    """`purchase_probabilities` of tables of candidates.

    Args:
        examples: what is learned from; the columns KEYS, and one of doubles for each feature.
        candidates: what is asked, a table of the same columns for each of HISTORIES in turn; held one at a time.

    Returns:
        history, customer_id, product_number and what `Ranked` holds, of all candidates; no row where there is too
        little to learn from.
    """
    names = [name for name in examples.column_names if name not in KEYS]

    def features_of(table: pa.Table) -> NDArray[np.float64]:
        return np.stack([table[name].to_numpy() for name in names]).T

    def ranked(table: pa.Table, found: Ranked) -> pa.Table:
        table = table.select(["history", "customer_id", "product_number"])
        for name in Ranked.__dataclass_fields__:
            table = table.append_column(name, pa.array(getattr(found, name)))
        return table

    bought, first = (np.asarray(examples[name]) for name in ("was_bought", "is_first_half"))
    rankers = learn(features_of(examples), bought, first)
    if rankers is None:
        nothing = np.empty(0)
        return ranked(examples.slice(0, 0), Ranked(nothing, nothing, nothing))
    return pa.concat_tables(
        ranked(
            table,
            purchase_probabilities(
                rankers, features_of(table), np.asarray(table["is_first_half"]), is_trained_on, EXAMPLE_SHARE
            ),
        )
        for is_trained_on, table in zip(HISTORIES.values(), candidates, strict=True)
    )
