"""Recommenders of implicit and RecTools on the split of a built shop: `recommendation_peers.py FILE`.

FILE is the working file of a build (basketry.duckdb). Needs an environment of its own:
`pip install duckdb==1.5.5 implicit==0.7.3 rectools==0.19.0`. Each family is tuned on the days after history earlier_1
and measured on the days after before_holdout, as Basketry's own methods are. Prints NDCG@10, all and new products.
"""

import sys
import time

import duckdb
import implicit
import numpy as np
import pandas as pd
from rectools import Columns
from rectools.dataset import Dataset
from rectools.models import EASEModel, PureSVDModel
from scipy.sparse import csr_matrix

K = 10
GAIN = 1 / np.log2(np.arange(2, K + 2))


def read(file, history):
    """Who had bought what by then and how often, and what they bought in the days after."""
    with duckdb.connect(file, read_only=True) as connection:
        known = connection.sql(
            f"""
            select known.customer_number, known.product_number, known.n_orders
            from customer_products as known
            semi join recommendable_products as recommendable using (product_number)
            where history = '{history}' order by all
            """
        ).df()
        wanted = connection.sql(
            f"""
            select numbers.customer_number, later.product_number, later.is_new
            from later_purchases as later
            inner join (select distinct customer_id, customer_number from customer_products) as numbers
                using (customer_id)
            where history = '{history}' order by all
            """
        ).df()
    return known, wanted


def ndcg(lists, wanted):
    """The mean over customers who bought something wanted; `lists` maps a customer to products, the best first."""
    gains = []
    for customer, products in wanted.groupby("customer_number")["product_number"]:
        products = set(products)
        hits = np.array([product in products for product in lists.get(customer, [])[:K]], dtype=float)
        gains.append((hits * GAIN[: len(hits)]).sum() / GAIN[: min(len(products), K)].sum())
    return float(np.mean(gains))


def by_implicit(model, known, customers, new):
    """Lists of an implicit model."""
    items = np.unique(known["product_number"])
    place = np.searchsorted(items, known["product_number"])
    shape = (int(known["customer_number"].max()) + 1, len(items))
    matrix = csr_matrix((known["n_orders"].astype(np.float32), (known["customer_number"], place)), shape=shape)
    model.fit(matrix, show_progress=False)
    found, _ = model.recommend(customers, matrix[customers], N=K, filter_already_liked_items=new)
    return {customer: items[row[row >= 0]].tolist() for customer, row in zip(customers, found, strict=True)}


def by_rectools(model, known, customers, new):
    """Lists of a RecTools model; EASE inverts a matrix of all products, so it gets the 5,000 most bought."""
    if isinstance(model, EASEModel):
        kept = known["product_number"].value_counts(sort=True).head(5000).index
        known = known[known["product_number"].isin(kept)]
    table = known.rename(
        columns={"customer_number": Columns.User, "product_number": Columns.Item, "n_orders": Columns.Weight}
    ).assign(**{Columns.Datetime: pd.Timestamp("2024-01-01")})
    data = Dataset.construct(table)
    model.fit(data)
    able = np.intersect1d(customers, table[Columns.User].unique())
    found = model.recommend(users=able, dataset=data, k=K, filter_viewed=new)
    return found.sort_values([Columns.User, Columns.Rank]).groupby(Columns.User)[Columns.Item].agg(list).to_dict()


def families():
    """What is tried: for each family its settings."""
    neighbours = implicit.nearest_neighbours
    yield (
        "implicit ItemKNN (cosine, TF-IDF, BM25)",
        by_implicit,
        [
            lambda kind=kind, n=n: kind(K=n)
            for kind in (neighbours.CosineRecommender, neighbours.TFIDFRecommender, neighbours.BM25Recommender)
            for n in (20, 100)
        ],
    )
    yield (
        "implicit ALS",
        by_implicit,
        [
            lambda f=f, r=r, a=a: implicit.als.AlternatingLeastSquares(
                factors=f, regularization=r, alpha=a, iterations=15, random_state=0, use_gpu=False
            )
            for f in (32, 64)
            for r in (0.05, 5.0)
            for a in (1.0, 10.0)
        ],
    )
    yield (
        "implicit BPR",
        by_implicit,
        [
            lambda f=f, i=i: implicit.bpr.BayesianPersonalizedRanking(
                factors=f, iterations=i, random_state=0, use_gpu=False
            )
            for f in (32, 64)
            for i in (100, 300)
        ],
    )
    yield "RecTools PureSVD", by_rectools, [lambda f=f: PureSVDModel(factors=f, verbose=0) for f in (16, 64, 256)]
    yield (
        "RecTools EASE",
        by_rectools,
        [lambda r=r: EASEModel(regularization=r, verbose=0) for r in (100.0, 500.0, 2000.0, 10000.0, 50000.0)],
    )


def main(file):
    """Tune on earlier_1, measure on before_holdout, print one line a family."""
    tuning, test = read(file, "earlier_1"), read(file, "before_holdout")
    print("| peer | all | new | seconds |\n| --- | --- | --- | --- |")
    for name, recommend, settings in families():
        started, values = time.perf_counter(), []
        for new in (False, True):
            scores = []
            for known, wanted in (tuning, test):
                wanted = wanted[wanted["is_new"]] if new else wanted
                customers = np.unique(wanted["customer_number"])
                if known is tuning[0]:
                    scores = [ndcg(recommend(make(), known, customers, new), wanted) for make in settings]
                else:
                    best = settings[int(np.argmax(scores))]
                    values.append(ndcg(recommend(best(), known, customers, new), wanted))
        print(f"| {name} | {values[0]:.3f} | {values[1]:.4f} | {time.perf_counter() - started:.0f} |", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
