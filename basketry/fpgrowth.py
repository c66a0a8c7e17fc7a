"""Finds frequent itemsets by FP-Growth, as mlxtend has it."""

import numpy as np
from numpy.typing import NDArray


def frequent_itemsets(
    basket: NDArray[np.int64], product: NDArray[np.int64], min_count: int, max_size: int
) -> tuple[list[list[int]], list[int]]:
    """Sets of two products or more that stand in enough baskets (FP-Growth of Han, Pei and Yin 2000).

    Args:
        basket: shape (lines,), the basket of each line.
        product: shape (lines,), the product; a product stands once in a basket.
        min_count: baskets that a set needs, at least 1.
        max_size: products in the largest set.

    Returns:
        The sets, each ascending, all in ascending order, and the baskets that hold each.
    """
    if not len(basket) or max_size < 2:
        return [], []
    # Imported here: only this miner needs them.
    import pandas as pd
    from mlxtend.frequent_patterns import fpgrowth
    from scipy.sparse import coo_array

    baskets, row = np.unique(basket, return_inverse=True)
    products, column = np.unique(product, return_inverse=True)
    cells = coo_array((np.ones(len(row), np.bool_), (row, column)), shape=(len(baskets), len(products)))
    table = pd.DataFrame.sparse.from_spmatrix(cells.tocsr())
    # mlxtend takes a share: half a basket less than min_count keeps float error off the threshold.
    found = fpgrowth(table, (min_count - 0.5) / len(baskets), max_len=max_size)
    counts = np.rint(found["support"].to_numpy() * len(baskets)).astype(np.int64)
    sets = sorted(
        (sorted(products[list(items)].tolist()), int(count))
        for items, count in zip(found["itemsets"], counts, strict=True)
        if len(items) > 1
    )
    return [items for items, _ in sets], [count for _, count in sets]
