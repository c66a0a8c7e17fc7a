"""One row per customer and candidate: the rating that the chosen method predicts from all ratings."""

import numpy as np
import pyarrow as pa
from scipy.sparse import csr_array

from basketry.ratings import METHODS, predict


def model(dbt, session):
    dbt.config(materialized="table")
    ratings = dbt.ref("rating_folds").order("rater_number, rated_number").to_arrow_table()
    candidates = dbt.ref("rating_candidates").order("rater_number, rated_number").to_arrow_table()
    rating_method = dbt.ref("rating_method").to_arrow_table()
    chosen = rating_method["method"].to_pylist()
    users, items = (np.asarray(ratings[name], np.int64) for name in ("rater_number", "rated_number"))
    shape = (int(users.max(initial=-1)) + 1, int(items.max(initial=-1)) + 1)
    matrix = csr_array((np.asarray(ratings["rating"], np.float64), (users, items)), shape=shape)
    pairs = (np.asarray(candidates[name], np.int64) for name in ("rater_number", "rated_number"))
    found = predict(matrix, *pairs, method=chosen[0] if chosen else METHODS[0])
    return pa.table(
        {
            "rater_number": candidates["rater_number"],
            "rated_number": candidates["rated_number"],
            "product_number": candidates["product_number"],
            "rating": pa.array(found.rating, from_pandas=True),
            "baseline": pa.array(found.baseline, from_pandas=True),
            "n_neighbours": pa.array(found.n_neighbours, pa.int32()),
            "nearest_number": pa.array(found.nearest, pa.int32()),
        }
    )
