-- One row per measure of how well the segments are separated.
select
    'kmeans' as method,
    'k=' || n_clusters as target,
    metric,
    value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    true as is_chosen,
    n_customers,
    {{ build_id() }}
from {{ ref('cluster_scores') }}
