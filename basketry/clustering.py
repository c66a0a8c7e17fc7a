"""Groups customers by K-means and measures how well the groups are separated."""

import hashlib

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from sklearn.metrics import calinski_harabasz_score, silhouette_score
from sklearn.preprocessing import StandardScaler
from threadpoolctl import threadpool_limits


def feature_matrix(table: pa.Table, but: str) -> NDArray[np.float64]:
    """The columns of a table, side by side, as floats.

    Args:
        table: numbers without nulls, and one column that is none.
        but: the column to leave out.

    Returns:
        Shape (rows, columns - 1).
    """
    columns = [np.asarray(table[name], dtype=np.float64) for name in table.column_names if name != but]
    return np.column_stack(columns)


def seed_of(build_seed: str, key: str) -> int:
    """The seed of a model's random draws: from md5, so that it is the same on every machine.

    Args:
        build_seed: var build_seed.
        key: what the draws are for.

    Returns:
        A whole number in [0, 2^32).
    """
    return int(hashlib.md5(f"{build_seed}|{key}".encode()).hexdigest()[:8], 16)


def cluster(
    features: NDArray[np.float64], n_clusters: int, order_by: NDArray[np.float64], seed: int = 0
) -> NDArray[np.int32]:
    """Assign each row to a cluster (Lloyd 1982; k-means++ starts of Arthur and Vassilvitskii 2007).

    Features are scaled to mean 0 and variance 1 first. There are never more clusters than different rows.

    Args:
        features: shape (customers, features), finite.
        n_clusters: at least 1.
        order_by: shape (customers,); cluster 0 has the smallest mean of it, so that numbers have a meaning.
        seed: fixes the k-means++ starts, so that a rebuild gives the same answer.

    Returns:
        Shape (customers,), labels 0, 1, ...

    Raises:
        ValueError: if a feature is not finite or `n_clusters` is below 1.
    """
    if n_clusters < 1:
        raise ValueError(f"n_clusters is {n_clusters}, not at least 1")
    if not np.isfinite(features).all():
        raise ValueError("a feature is not finite")
    if not len(features):
        return np.empty(0, dtype=np.int32)
    scaled = StandardScaler().fit_transform(features)
    n_clusters = min(n_clusters, len(np.unique(scaled, axis=0)))
    # One thread: with more, sums come in another order and a customer on a border could change sides.
    with threadpool_limits(1):
        labels = KMeans(n_clusters, n_init=10, random_state=seed).fit_predict(scaled)
    means = [order_by[labels == label].mean() for label in range(n_clusters)]
    place: NDArray[np.int32] = np.argsort(np.argsort(means, kind="stable"), kind="stable").astype(np.int32)
    numbered: NDArray[np.int32] = place[labels]
    return numbered


def separation(features: NDArray[np.float64], labels: NDArray[np.int32]) -> dict[str, float]:
    """How well clusters are separated: silhouette (Rousseeuw 1987), Calinski and Harabasz (1974).

    Args:
        features: shape (customers, features), finite; scaled here as `cluster` does.
        labels: shape (customers,).

    Returns:
        `silhouette` in [-1, 1] and `calinski_harabasz` >= 0, both better when larger; nothing where they are
        undefined (fewer than two clusters, or as many clusters as customers).
    """
    if not 2 <= len(np.unique(labels)) < len(labels):
        return {}
    scaled = StandardScaler().fit_transform(features)
    with threadpool_limits(1):
        return {
            "silhouette": round(float(silhouette_score(scaled, labels)), 9),
            "calinski_harabasz": round(float(calinski_harabasz_score(scaled, labels)), 6),
        }
