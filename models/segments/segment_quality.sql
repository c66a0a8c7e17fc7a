-- One row per clustering and measure of how good it is: separation for each number of clusters, and how sure the chosen one is.
with

measures as (

    {% for metric in ['silhouette', 'calinski_harabasz', 'davies_bouldin'] %}
    select
        'k=' || n_clusters as target,
        '{{ metric }}' as metric,
        {{ metric }} as value,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        is_chosen,
        n_measured as n_customers
    from {{ ref('cluster_counts') }}
    where {{ metric }} is not null

    union all

    {% endfor %}
    select
        'k=' || counts.n_clusters as target,
        'bootstrap_adjusted_rand' as metric,
        {{ exact_mean('draws.adjusted_rand') }} as value,
        percentile_cont(0.025) within group (order by draws.adjusted_rand) as ci_low,
        percentile_cont(0.975) within group (order by draws.adjusted_rand) as ci_high,
        true as is_chosen,
        max(draws.n_customers) as n_customers
    from {{ ref('cluster_stability') }} as draws
    cross join (select n_clusters from {{ ref('cluster_counts') }} where is_chosen) as counts
    group by counts.n_clusters

    union all

    select
        trait as target,
        metric,
        value,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        true as is_chosen,
        n_customers
    from {{ ref('trait_agreement') }}

)

select
    counts.method,
    measures.target,
    measures.metric,
    measures.value,
    measures.ci_low,
    measures.ci_high,
    measures.is_chosen,
    measures.n_customers
from measures
cross join (select max(cluster_counts.method) as method from {{ ref('cluster_counts') }} as cluster_counts) as counts
