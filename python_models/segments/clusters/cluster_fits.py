"""One row per number of clusters tried and cluster: its centre, how many are in it, and how well they are separated."""

import numpy as np
import pyarrow as pa

from basketry.clustering import dense_clusters, feature_matrix, fit_clusters, n_clusters_to_try, seed_of, separations


def model(dbt, session):
    dbt.config(materialized="table")
    customers = (
        dbt.ref("scaled_features")
        .filter("is_fitted_on")
        .join(dbt.ref("last_clusters").project("customer_id, last_cluster"), "customer_id", how="left")
        .order("customer_id")
        .to_arrow_table()
    )
    names = dbt.config.get("segment_features")
    features = feature_matrix(customers.select(names))
    order_by = -features[:, names.index("frequency") if "frequency" in names else 0]
    fixed = dbt.config.get("n_segments") or 0
    most = dbt.config.get("max_segments")
    dense = None
    if dbt.config.get("segment_method") == "hdbscan":
        share = dbt.config.get("min_dense_share")
        min_size = max(2, round(share * len(features)))
        dense = dense_clusters(features, order_by, min_size, fixed or most)
    if dense:
        fits = [dense]
    else:
        numbers = n_clusters_to_try(features, dbt.config.get("min_segments"), most, fixed)
        seed = seed_of(dbt.config.get("build_seed"), "cluster_fits")
        former = customers["last_cluster"].fill_null(-1).to_numpy()
        fits = [fit_clusters(features, number, order_by, seed, former) for number in numbers]
    numbers = [len(fit.centroids) for fit in fits]
    centroids = np.concatenate([fit.centroids for fit in fits] or [features])
    measured = dbt.ref("scaled_features").filter("is_measured_on").order("customer_id").to_arrow_table()
    scores = separations(feature_matrix(measured.select(names)), {len(fit.centroids): fit.centroids for fit in fits})
    return pa.table(
        {
            "method": pa.array(["hdbscan" if dense else "kmeans"] * len(centroids), pa.string()),
            "n_clusters": pa.array(np.repeat(numbers, numbers), pa.int32()),
            "cluster": pa.array([cluster for number in numbers for cluster in range(number)], pa.int32()),
            "n_fitted": pa.array([size for fit in fits for size in fit.sizes], pa.int64()),
            "inertia": pa.array(np.repeat([round(fit.inertia, 6) for fit in fits], numbers), pa.float64()),
            **{
                metric: pa.array(
                    [scores[number].get(metric) for number in numbers for _ in range(number)], pa.float64()
                )
                for metric in ("silhouette", "calinski_harabasz", "davies_bouldin")
            },
            "n_measured": pa.array([len(measured)] * len(centroids), pa.int64()),
            **{name: centroids[:, place] for place, name in enumerate(names)},
        }
    )
