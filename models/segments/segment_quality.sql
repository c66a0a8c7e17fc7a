-- One row per number of clusters and measure of how well they are separated.
select
    '{{ var("segment_method") }}' as method,
    'k=' || scores.n_clusters as target,
    scores.metric,
    scores.value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    counts.is_chosen,
    scores.n_customers,
    {{ build_id() }}
from {{ ref('cluster_scores') }} as scores
inner join {{ ref('cluster_counts') }} as counts on scores.n_clusters = counts.n_clusters
