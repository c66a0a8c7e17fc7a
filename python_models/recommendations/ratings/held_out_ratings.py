"""One row per method and rating: what the method predicts from the ratings of all other folds."""

import numpy as np
import pyarrow as pa

from basketry.ratings import METHODS, predict_held_out


def model(dbt, session):
    dbt.config(materialized="table")
    ratings = dbt.ref("rating_folds").order("rater_number, rated_number").to_arrow_table()
    users, items, folds = (np.asarray(ratings[name], np.int64) for name in ("rater_number", "rated_number", "fold"))
    given = np.asarray(ratings["rating"], np.float64)
    return pa.concat_tables(
        pa.table(
            {
                "method": pa.array([method] * len(given), pa.string()),
                "place": pa.array([place] * len(given), pa.int32()),
                "rater_number": pa.array(users, pa.int32()),
                "rated_number": pa.array(items, pa.int32()),
                "fold": pa.array(folds, pa.int32()),
                "rating": pa.array(given),
                "predicted": pa.array(predict_held_out(users, items, given, folds, method), from_pandas=True),
            }
        )
        for place, method in enumerate(METHODS)
    )
