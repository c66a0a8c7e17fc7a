"""A small neural network beside the boosted trees: `python benchmarks/neural.py FILE`, FILE a shop's basketry.duckdb.

Learns from the same examples of the same earlier weeks as the ranker (python_models/recommendations/replenish_scores,
discover_scores), and orders the same candidates of the held-out days: alone, and with the trees (mean of the log odds).
Prints NDCG@10 with 95 % bootstrap intervals, and the network's time to fit and score.
"""

import sys
import time
import warnings

import duckdb
import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.impute import SimpleImputer
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from basketry.intervals import bootstrap_intervals
from basketry.ranker import EXAMPLE_SHARE, KEYS

GAIN = 1 / np.log2(np.arange(2, 12))


def log_odds(probabilities):
    """With what is surely so kept finite."""
    kept = np.clip(probabilities, 1e-9, 1 - 1e-9)
    return np.log(kept / (1 - kept))


def gains(table, scores, n_wanted):
    """NDCG@10 of each customer who bought something, of candidates in the order of their scores."""
    ordered = table.assign(score=scores).sort_values(
        ["customer_id", "score", "product_number"], ascending=[True, False, True]
    )
    place = ordered.groupby("customer_id").cumcount()
    ordered, place = ordered[place < 10], place[place < 10]
    found = (ordered["was_bought"] * GAIN[place]).groupby(ordered["customer_id"]).sum()
    return (found.reindex(n_wanted.index).fillna(0) / n_wanted.map(lambda n: GAIN[: min(n, 10)].sum())).to_numpy()


def main(file):
    """Fit on earlier weeks, order the held-out ones."""
    warnings.simplefilter("ignore", ConvergenceWarning)
    with duckdb.connect(file, read_only=True) as connection:
        for kind, only in (("replenish", "true"), ("discover", "is_new")):
            candidates = connection.sql(
                f"from {kind}_candidates where history <> 'all' order by history, customer_id, product_number"
            ).df()
            trees = connection.sql(
                f"select customer_id, product_number, probability from {kind}_scores where history = 'before_holdout'"
            ).df()
            n_wanted = connection.sql(
                f"select customer_id from later_purchases where history = 'before_holdout' and {only}"
            ).df()
            n_wanted = n_wanted.groupby("customer_id").size()
            names = [name for name in candidates.columns if name not in KEYS]
            examples = candidates[candidates["history"].str.startswith("earlier") & candidates["is_example"]]
            test = candidates[candidates["history"] == "before_holdout"].merge(trees, how="left")
            # As the trees said it before they allowed for the share of examples.
            odds = test["probability"] / (1 - test["probability"]) / EXAMPLE_SHARE
            by_trees = log_odds((odds / (1 + odds)).fillna(0).to_numpy())
            started, answers = time.process_time(), []
            for seed in range(2):
                network = make_pipeline(
                    SimpleImputer(strategy="median", keep_empty_features=True),
                    StandardScaler(),
                    MLPClassifier(
                        (16,), alpha=0.1, batch_size=512, learning_rate_init=0.002, max_iter=8, random_state=seed
                    ),
                )
                network.fit(examples[names].to_numpy(float), examples["was_bought"])
                answers.append(log_odds(network.predict_proba(test[names].to_numpy(float))[:, 1]))
            seconds = time.process_time() - started
            by_network = np.mean(answers, axis=0)
            for method, scores in (
                ("trees", by_trees),
                ("network", by_network),
                ("both", (by_trees + by_network) / 2),
            ):
                values = gains(test, scores, n_wanted)
                (low,), (high,) = bootstrap_intervals(values[:, None], 0.95, 1000, 0)
                print(f"{kind:9} {method:8} {values.mean():.4f} ({low:.4f} to {high:.4f})")
            print(f"{kind:9} {seconds:.1f} processor seconds for the network")


if __name__ == "__main__":
    main(*sys.argv[1:])
