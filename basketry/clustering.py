"""Groups customers by K-means, measures how well the groups are separated, and keeps their numbers from build to build.

Features come scaled (see models/segments/features/segment_scaling.sql), one row per customer. Nothing here assigns all
customers: SQL does, from the centroids.

scikit-learn and scipy are imported where they are used: they take two seconds, and a shop of a few customers, who are
one cluster, needs neither.
"""

import hashlib
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

# The best of ten starts, as is the habit, is up to 1 % worse than that of ten others from seven clusters on.
N_STARTS = 50
# Standard errors by which other clusters must be better before they replace those of the last build.
BEYOND_CHANCE = 2.0


class Clusters(NamedTuple):
    """What K-means found.

    Attributes:
        centroids: shape (clusters, features).
        sizes: shape (clusters,), rows in each.
        inertia: the sum of squared distances of the rows to their centroids.
    """

    centroids: NDArray[np.float64]
    sizes: NDArray[np.int64]
    inertia: float


def feature_matrix(table: pa.Table) -> NDArray[np.float64]:
    """The columns of a table, side by side, as floats.

    Args:
        table: numbers, at least one column; what is missing becomes NaN.

    Returns:
        Shape (rows, columns).
    """
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in table.columns])


def seed_of(build_seed: str, key: str) -> int:
    """The seed of a model's random draws: from md5, so that it is the same on every machine.

    Args:
        build_seed: var build_seed.
        key: what the draws are for.

    Returns:
        A whole number in [0, 2^32).
    """
    return int(hashlib.md5(f"{build_seed}|{key}".encode()).hexdigest()[:8], 16)


def n_clusters_to_try(features: NDArray[np.float64], least: int, most: int, fixed: int = 0) -> list[int]:
    """Into how many clusters it makes sense to split customers.

    Never more than there are different rows. Unless the number is fixed, at most sqrt(rows / 2), the rule of thumb
    of Mardia, Kent and Bibby 1979: ten customers are no twelve segments.

    Args:
        features: shape (customers, features), finite.
        least: the smallest number of interest, at least 1.
        most: the largest.
        fixed: the number that is wanted; 0 to try several.

    Returns:
        Numbers in ascending order, at least one where there is a row; just 1 where no split makes sense.

    Raises:
        ValueError: if a feature is not finite, or `least`, `most` or `fixed` is out of range.
    """
    if not np.isfinite(features).all():
        raise ValueError("a feature is not finite")
    if least < 1 or fixed < 0:
        raise ValueError(f"a number of clusters is at least 1, not {min(least, fixed)}")
    if most < least:
        raise ValueError(f"at most {most} clusters are fewer than at least {least}")
    if not len(features):
        return []
    n_different = len(np.unique(features, axis=0))
    if fixed:
        return [min(fixed, n_different)]
    most = min(most, n_different, int(np.sqrt(len(features) / 2)))
    return list(range(least, most + 1)) or [1]


def fit_clusters(
    features: NDArray[np.float64],
    n_clusters: int,
    order_by: NDArray[np.float64],
    seed: int = 0,
    former: NDArray[np.int64] | None = None,
) -> Clusters:
    """Find clusters (Lloyd 1982; k-means++ starts of Arthur and Vassilvitskii 2007), the best of fifty starts.

    Where the clusters that the rows were in before are given, Lloyd's steps also start from these. Their outcome is
    taken unless the best start is better by more than chance explains, two standard errors of the mean difference of
    the rows' squared distances: else a rebuild hops between answers of which none is the better one.

    Args:
        features: shape (customers, features), finite, scaled.
        n_clusters: between 1 and the number of different rows.
        order_by: shape (customers,); cluster 0 has the smallest mean of it, so that numbers have a meaning.
        seed: fixes the k-means++ starts, so that a rebuild gives the same answer.
        former: shape (customers,), the number of the former cluster of each row, -1 for none.

    Returns:
        The clusters, coordinates rounded to nine digits after the point.

    Raises:
        ValueError: if a feature is not finite, or there are fewer different rows than clusters.
    """
    if not np.isfinite(features).all():
        raise ValueError("a feature is not finite")
    n_different = len(np.unique(features, axis=0))
    if not 1 <= n_clusters <= n_different:
        raise ValueError(f"n_clusters is {n_clusters}, not between 1 and the {n_different} different rows")
    if n_clusters == 1:
        centre = features.mean(axis=0)
        inertia = float(((features - centre) ** 2).sum())
        return Clusters(np.round(centre[None], 9) + 0.0, np.array([len(features)]), inertia)
    from sklearn.cluster import KMeans

    def squared_distances(fit: KMeans) -> NDArray[np.float64]:
        found: NDArray[np.float64] = ((features - fit.cluster_centers_[fit.labels_]) ** 2).sum(axis=1)
        return found

    # One thread: with more, sums come in another order and a customer on a border could change sides.
    with threadpool_limits(1):
        best = KMeans(n_clusters, n_init=N_STARTS, random_state=seed).fit(features)
        numbers = np.unique(former[former >= 0]) if former is not None else np.empty(0, np.int64)
        if former is not None and len(numbers) == n_clusters:
            start = np.stack([features[former == number].mean(axis=0) for number in numbers])
            continued = KMeans(n_clusters, init=start, n_init=1, random_state=seed).fit(features)
            gains = squared_distances(continued) - squared_distances(best)
            if gains.mean() <= BEYOND_CHANCE * gains.std() / np.sqrt(len(gains)):
                best = continued
        means = [order_by[best.labels_ == label].mean() for label in range(n_clusters)]
    order = np.lexsort([*np.round(best.cluster_centers_.T, 9), np.round(means, 9)])
    return Clusters(
        np.round(best.cluster_centers_[order], 9) + 0.0,
        np.bincount(best.labels_, minlength=n_clusters)[order],
        float(best.inertia_),
    )


def nearest(features: NDArray[np.float64], centroids: NDArray[np.float64]) -> NDArray[np.int64]:
    """The number of each row's nearest centroid, the smaller of equals.

    Args:
        features: shape (customers, features).
        centroids: shape (clusters, features).

    Returns:
        Shape (customers,).
    """
    from scipy.spatial.distance import cdist

    numbers: NDArray[np.int64] = cdist(features, centroids, "sqeuclidean").argmin(axis=1)
    return numbers


def separation(
    features: NDArray[np.float64], labels: NDArray[np.int64], distances: NDArray[np.float64] | None = None
) -> dict[str, float]:
    """How well clusters are separated.

    Args:
        features: shape (customers, features), finite, scaled.
        labels: shape (customers,).
        distances: shape (customers, customers), between each two rows, where they are at hand.

    Returns:
        `silhouette` (Rousseeuw 1987) in [-1, 1] and `calinski_harabasz` (1974) >= 0, both better when larger;
        `davies_bouldin` (1979) >= 0, better when smaller. Nothing where they are undefined (fewer than two
        clusters, or as many clusters as customers).
    """
    if not 2 <= len(np.unique(labels)) < len(labels):
        return {}
    from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score, silhouette_score

    with threadpool_limits(1):
        silhouette = (
            silhouette_score(features, labels)
            if distances is None
            else silhouette_score(distances, labels, metric="precomputed")
        )
        return {
            "silhouette": round(float(silhouette), 9),
            "calinski_harabasz": round(float(calinski_harabasz_score(features, labels)), 6),
            "davies_bouldin": round(float(davies_bouldin_score(features, labels)), 9),
        }


def separations(
    features: NDArray[np.float64], centroids: dict[int, NDArray[np.float64]]
) -> dict[int, dict[str, float]]:
    """`separation` for several clusterings of the same rows, the distances between rows worked out once.

    Args:
        features: shape (customers, features), finite, scaled; memory grows with the square of customers.
        centroids: for each number of clusters, shape (clusters, features).

    Returns:
        What `separation` gives, for each number of clusters.
    """
    if max(centroids, default=1) < 2:
        return {k: {} for k in centroids}
    from sklearn.metrics import pairwise_distances

    with threadpool_limits(1):
        distances = pairwise_distances(features)
    np.fill_diagonal(distances, 0)
    return {k: separation(features, nearest(features, places), distances) for k, places in centroids.items()}


def stability(
    features: NDArray[np.float64], centroids: NDArray[np.float64], seed: int = 0, n_bootstraps: int = 20
) -> NDArray[np.float64]:
    """How much clusters depend on who happened to be a customer (bootstrap; Hennig 2007).

    Customers are drawn with replacement and clustered anew; all are then assigned to the clusters so found and to
    the given ones.

    Args:
        features: shape (customers, features), finite, scaled.
        centroids: shape (clusters, features).
        seed: fixes the draws.
        n_bootstraps: how many draws.

    Returns:
        Shape (n_bootstraps,), adjusted Rand index (Hubert and Arabie 1985) of each draw: 1 the same clusters,
        0 no more alike than by chance. Empty for fewer than two clusters.
    """
    n_clusters = len(centroids)
    if n_clusters < 2:
        return np.empty(0)
    from sklearn.cluster import KMeans
    from sklearn.metrics import adjusted_rand_score

    labels = nearest(features, centroids)
    random = np.random.default_rng(seed)
    found = []
    for _ in range(n_bootstraps):
        drawn = features[random.integers(0, len(features), len(features))]
        n_different = len(np.unique(drawn, axis=0))
        with threadpool_limits(1):
            again = KMeans(min(n_clusters, n_different), n_init=3, random_state=seed).fit(drawn)
        found.append(round(float(adjusted_rand_score(labels, nearest(features, again.cluster_centers_))), 9))
    return np.array(found)


def match_clusters(overlap: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which cluster of the last build each cluster of this build continues (Kuhn 1955: optimal assignment).

    Args:
        overlap: shape (clusters now, clusters before), customers that are in both.

    Returns:
        Shape (clusters now,): the number of the cluster before, or -1 for one that continues none. The customers
        in matched pairs are as many as they can be; no pair has none in common.
    """
    matched = np.full(overlap.shape[0], -1, dtype=np.int64)
    if not overlap.any():
        return matched
    from scipy.optimize import linear_sum_assignment

    now, before = linear_sum_assignment(overlap, maximize=True)
    shared = overlap[now, before] > 0
    matched[now[shared]] = before[shared]
    return matched


def keep_numbers(matched: NDArray[np.int64]) -> NDArray[np.int64]:
    """Number clusters so that one that continues another keeps its number.

    Args:
        matched: shape (clusters,), what `match_clusters` gives.

    Returns:
        Shape (clusters,), each of 0 .. clusters - 1 once: the number before where it is one of these, else the
        smallest that is free, in order.
    """
    n_clusters = len(matched)
    kept = (matched >= 0) & (matched < n_clusters)
    free = np.setdiff1d(np.arange(n_clusters), matched[kept])
    numbers = matched.copy()
    numbers[~kept] = free
    return numbers


def agreement(labels: NDArray[np.int64], truth: NDArray[np.int64]) -> dict[str, float]:
    """How well clusters agree with labels from outside.

    Args:
        labels: shape (customers,), the clusters.
        truth: shape (customers,), the labels.

    Returns:
        `v_measure` (Rosenberg and Hirschberg 2007), `normalised_mutual_information` (over the mean entropy, which
        makes it equal to the former), in [0, 1], and `adjusted_rand` (Hubert and Arabie 1985), 0 by chance. 1 is
        full agreement. Nothing for fewer than two customers.
    """
    if len(labels) < 2:
        return {}
    from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score, v_measure_score

    return {
        "v_measure": round(float(v_measure_score(truth, labels)), 9),
        "normalised_mutual_information": round(float(normalized_mutual_info_score(truth, labels)), 9),
        "adjusted_rand": round(float(adjusted_rand_score(truth, labels)), 9),
    }


class Condition(NamedTuple):
    """What tells one cluster from all others, as SQL.

    Attributes:
        cluster: the cluster.
        condition: a SQL condition over the feature names.
        n_meeting: rows that meet it.
        n_right: rows of the cluster that meet it.
    """

    cluster: int
    condition: str
    n_meeting: int
    n_right: int


# What a part of a tree holds: of each feature, by its place, values more than the first number and at most the second.
Box = dict[int, tuple[float, float]]
EVERYTHING = (-np.inf, np.inf)


def explain(features: NDArray[np.float64], labels: NDArray[np.int64], names: list[str], depth: int) -> list[Condition]:
    """What tells each cluster apart in a few splits: a shallow decision tree (Breiman and others 1984) in words.

    Args:
        features: shape (customers, features), finite, in their own units.
        labels: shape (customers,), the clusters.
        names: of the features, as SQL knows them.
        depth: the most splits on the way to a leaf.

    Returns:
        For each cluster the leaves in which most rows are of it, as one condition, no longer than it must be; where
        there is no such leaf, the one in which most of the rows are. A single cluster has the condition `true`.
    """
    clusters = np.unique(labels)
    if len(clusters) == 1:
        return [Condition(int(clusters[0]), "true", len(labels), len(labels))]
    from sklearn.tree import DecisionTreeClassifier

    found = []
    for cluster in clusters:
        mine = labels == cluster
        # Leaves of less than a hundredth of a cluster explain nobody.
        least = max(1, int(mine.sum()) // 100)
        fit = DecisionTreeClassifier(max_depth=depth, min_samples_leaf=least, random_state=0).fit(features, mine)
        leaf_of = fit.apply(features)
        leaves, place = np.unique(leaf_of, return_inverse=True)
        n_rows, n_mine = np.bincount(place), np.bincount(place, weights=mine)
        chosen = leaves[2 * n_mine > n_rows] if (2 * n_mine > n_rows).any() else leaves[[(n_mine / n_rows).argmax()]]
        meets = np.isin(leaf_of, chosen)
        boxes = _leaf_boxes(fit.tree_)
        largest_first = [leaf for leaf in leaves[np.argsort(-n_mine, kind="stable")].tolist() if leaf in chosen]
        others = [box for leaf, box in boxes.items() if leaf not in chosen]
        needed = _fewest_boxes([boxes[leaf] for leaf in largest_first], others)
        condition = _in_words(needed, features, names)
        found.append(Condition(int(cluster), condition, int(meets.sum()), int((meets & mine).sum())))
    return found


def _leaf_boxes(tree: Any) -> dict[int, Box]:
    """Where each leaf of a tree lies."""
    found: dict[int, Box] = {}
    ways: list[tuple[int, Box]] = [(0, {})]
    while ways:
        node, box = ways.pop()
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left < 0:
            found[node] = box
            continue
        feature, threshold = int(tree.feature[node]), float(tree.threshold[node])
        low, high = box.get(feature, EVERYTHING)
        ways += [(left, {**box, feature: (low, threshold)}), (right, {**box, feature: (threshold, high)})]
    return found


def _fewest_boxes(chosen: list[Box], others: list[Box]) -> list[Box]:
    """Boxes that hold all of the chosen and nothing of the others, each with as few bounds as that takes."""

    def meet(one: Box, other: Box) -> bool:
        shared = one.keys() & other.keys()
        return all(max(one[f][0], other[f][0]) < min(one[f][1], other[f][1]) for f in shared)

    def holds(one: Box, other: Box) -> bool:
        inner = ((bounds, other.get(feature, EVERYTHING)) for feature, bounds in one.items())
        return all(low <= inner_low and inner_high <= high for (low, high), (inner_low, inner_high) in inner)

    found: list[Box] = []
    for box in chosen:
        if any(holds(wide, box) for wide in found):
            continue
        for feature in reversed(box):
            for side in (0, 1):
                low, high = box[feature]
                wider = {**box, feature: (-np.inf, high) if side == 0 else (low, np.inf)}
                if not any(meet(wider, other) for other in others):
                    box = wider
        found.append({feature: bounds for feature, bounds in box.items() if bounds != EVERYTHING})
    return [box for place, box in enumerate(found) if not any(holds(later, box) for later in found[place + 1 :])]


def _in_words(boxes: list[Box], features: NDArray[np.float64], names: list[str]) -> str:
    """Boxes as a SQL condition: what all of them ask for first, then one after the other."""
    asked = [[_bounds_in_words(names[f], features[:, f], *bounds) for f, bounds in box.items()] for box in boxes]
    common = [text for text in asked[0] if all(text in texts for texts in asked)]
    ways = [[text for text in texts if text not in common] for texts in asked]
    if len(ways) > 1:
        either = (" and ".join(way) if len(way) == 1 else f"({' and '.join(way)})" for way in ways)
        common.append(f"({' or '.join(either)})")
    return " and ".join(common) or "true"


def _bounds_in_words(name: str, values: NDArray[np.float64], low: float, high: float) -> str:
    """Values more than `low` and at most `high`, as SQL: whole numbers where the feature has no others."""
    if (values == np.floor(values)).all():
        least, most = np.floor(low) + 1, np.floor(high)
        if least == most:
            return f"{name} = {most:.0f}"
        first, last = f"{least:.0f}", f"{most:.0f}"
        more = f"{name} >= {first}"
    else:
        first, last = _roundest(values, low), _roundest(values, high)
        more = f"{name} > {first}"
    if np.isinf(low):
        return f"{name} <= {last}"
    return more if np.isinf(high) else f"{name} between {first} and {last}"


def _roundest(values: NDArray[np.float64], threshold: float) -> str:
    """The shortest number that splits values as a threshold does; the tree compares them in single precision."""
    if np.isinf(threshold):
        return ""
    below = values.astype(np.float32) <= threshold
    least, most = values[below].max(), values[~below].min()
    for n_digits in range(1, 17):
        text = np.format_float_positional(float(f"{threshold:.{n_digits}g}"), trim="-")
        if least < float(text) < most:
            return text
    return repr(float(least))


def dense_clusters(
    features: NDArray[np.float64], order_by: NDArray[np.float64], min_size: int, most: int
) -> Clusters | None:
    """Clusters as dense places (HDBSCAN; Campello, Moulavi and Sander 2013), each given by its centroid.

    Args:
        features: shape (customers, features), finite, scaled.
        order_by: shape (customers,); cluster 0 has the smallest mean of it.
        min_size: customers in the smallest cluster, at least 2.
        most: the most clusters; of more the largest are kept.

    Returns:
        The clusters, `sizes` without noise and `inertia` over the rows that are none; None where there is no dense
        place, or too few rows for one.
    """
    if len(features) < min_size:
        return None
    from sklearn.cluster import HDBSCAN

    with threadpool_limits(1):
        labels = HDBSCAN(min_cluster_size=min_size, n_jobs=1, copy=True).fit_predict(features)
    numbers, sizes = np.unique(labels[labels >= 0], return_counts=True)
    if not len(numbers):
        return None
    numbers = numbers[np.lexsort([numbers, -sizes])][:most]
    centroids = np.stack([features[labels == number].mean(axis=0) for number in numbers])
    means = [float(order_by[labels == number].mean()) for number in numbers]
    order = np.lexsort([*np.round(centroids.T, 9), np.round(means, 9)])
    inertia = sum(
        float(((features[labels == number] - centre) ** 2).sum())
        for number, centre in zip(numbers, centroids, strict=True)
    )
    counts = np.array([(labels == number).sum() for number in numbers[order]], dtype=np.int64)
    return Clusters(np.round(centroids[order], 9) + 0.0, counts, inertia)


def outliers(
    features: NDArray[np.float64], sample: NDArray[np.float64], n_neighbours: int, reach: float
) -> NDArray[np.bool_]:
    """Who is near no crowd: the noise of DBSCAN (Ester, Kriegel, Sander and Xu 1996), its radius from the data.

    The radius is `reach` times the median distance to the n-th neighbour; a row of the sample with so many others
    within it is a core, and whoever has no core within it is an outlier.

    Args:
        features: shape (customers, features), finite, scaled but not held within bounds.
        sample: shape (sampled customers, features), the same for those that cores are sought among.
        n_neighbours: others that make a crowd; less than the sampled customers, or nobody is an outlier.
        reach: in median distances to the n-th neighbour.

    Returns:
        Shape (customers,).
    """
    if len(sample) <= n_neighbours:
        return np.zeros(len(features), dtype=np.bool_)
    from scipy.spatial import cKDTree

    # The nearest is the row itself.
    distances = cKDTree(sample).query(sample, k=n_neighbours + 1)[0][:, -1]
    radius = reach * float(np.median(distances))
    cores = sample[distances <= radius]
    nearest_core = cKDTree(cores).query(features, k=1, distance_upper_bound=np.nextafter(radius, np.inf))[0]
    found: NDArray[np.bool_] = ~np.isfinite(nearest_core)
    return found
