"""Predicts the ratings of MovieLens (100,836 of 610 people), five folds, beside scikit-surprise where it is installed.

    python benchmarks/ratings.py [--data FOLDER] [--surprise PYTHON]

PYTHON is an interpreter that has scikit-surprise, which is no requirement of the project. Both sides get the same
folds and their predictions are held within the scale. Prints a table of RMSE, MAE and seconds per method.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from scipy.sparse import csr_array

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from basketry.ratings import METHODS, fit_baselines, predict, predict_held_out  # noqa: E402

PEER = """
import json, sys, time
import numpy as np, surprise
from surprise import BaselineOnly, KNNBaseline, KNNWithMeans, SVD, SVDpp
table = np.load(sys.argv[1])
user, item, rating, fold = table["user"], table["item"], table["rating"], table["fold"]
quiet = {"verbose": False}
ways = {
    "surprise BaselineOnly": lambda: BaselineOnly(**quiet),
    "surprise KNNWithMeans, users, Pearson": lambda: KNNWithMeans(sim_options={"name": "pearson"}, **quiet),
    "surprise KNNBaseline, users, Pearson about the baseline": lambda: KNNBaseline(
        sim_options={"name": "pearson_baseline"}, **quiet),
    "surprise KNNBaseline, items, Pearson about the baseline": lambda: KNNBaseline(
        sim_options={"name": "pearson_baseline", "user_based": False}, **quiet),
    "surprise SVD, 100 factors": lambda: SVD(random_state=0),
}
for name, way in ways.items():
    began, predicted = time.perf_counter(), np.zeros(len(rating))
    for out in range(5):
        reader = surprise.Reader(rating_scale=(0.5, 5))
        rest = np.flatnonzero(fold != out)
        data = surprise.Dataset(reader)
        rows = [(int(user[i]), int(item[i]), float(rating[i]), None) for i in rest]
        model = way().fit(data.construct_trainset(rows))
        for i in np.flatnonzero(fold == out):
            predicted[i] = model.predict(int(user[i]), int(item[i])).est
    print(json.dumps([name, predicted.tolist(), time.perf_counter() - began]), flush=True)
"""


def main() -> None:
    """Measure every method and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--surprise", help="an interpreter that has scikit-surprise")
    arguments = parser.parse_args()
    table = pq.read_table(arguments.data / "ml_latest_small" / "ratings.parquet").to_pandas()
    user, item = (np.unique(table[name], return_inverse=True)[1] for name in ("user_id", "item_id"))
    rating = table["rating"].to_numpy(float)
    fold = np.random.default_rng(0).permutation(len(rating)) % 5
    found = []

    def report(name: str, predicted: np.ndarray, seconds: float) -> None:
        error = np.clip(predicted, 0.5, 5) - rating
        found.append((name, np.sqrt((error**2).mean()), np.abs(error).mean(), seconds))
        print(f"| {name} | {found[-1][1]:.4f} | {found[-1][2]:.4f} | {seconds:.1f} |", flush=True)

    print("| method | RMSE | MAE | seconds |\n|---|---|---|---|")
    began, predicted = time.perf_counter(), np.zeros(len(rating))
    for out in range(5):
        rest, held = fold != out, fold == out
        shape = (user.max() + 1, item.max() + 1)
        biases = fit_baselines(csr_array((rating[rest], (user[rest], item[rest])), shape=shape), 0, 0)
        predicted[held] = biases.of(user[held], item[held])
    report("biases without damping", predicted, time.perf_counter() - began)
    for method in METHODS:
        began = time.perf_counter()
        predicted = predict_held_out(user, item, rating, fold, method)
        report(method, predicted, time.perf_counter() - began)
    began, predicted, chosen = time.perf_counter(), np.zeros(len(rating)), []
    for out in range(5):
        # The method is chosen by ratings held out of what is left, never by the fold that is measured.
        rest, held = np.flatnonzero(fold != out), np.flatnonzero(fold == out)
        inner = np.where(fold[rest] == (out + 1) % 5, 0, 1)
        shape = (user.max() + 1, item.max() + 1)
        asked = rest[inner == 0]
        train = rest[inner == 1]
        known = csr_array((rating[train], (user[train], item[train])), shape=shape)
        errors = [
            ((predict(known, user[asked], item[asked], method).rating - rating[asked]) ** 2).mean()
            for method in METHODS
        ]
        chosen.append(METHODS[int(np.argmin(errors))])
        known = csr_array((rating[rest], (user[rest], item[rest])), shape=shape)
        predicted[held] = predict(known, user[held], item[held], chosen[-1]).rating
    report(
        f"chosen inside each training part: {', '.join(sorted(set(chosen)))}", predicted, time.perf_counter() - began
    )
    if arguments.surprise:
        with tempfile.TemporaryDirectory() as folder:
            np.savez(Path(folder) / "folds.npz", user=user, item=item, rating=rating, fold=fold)
            command = [arguments.surprise, "-c", PEER, str(Path(folder) / "folds.npz")]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as peer:
                for line in peer.stdout:
                    name, answers, seconds = json.loads(line)
                    report(name, np.array(answers), seconds)


if __name__ == "__main__":
    main()
