-- One row per number of clusters that was tried: how it ranks by each measure of separation, and which is chosen.
with

tried as (

    select
        n_clusters,
        max(inertia) as inertia
    from {{ ref('cluster_fits') }}
    group by n_clusters

),

scores as (

    select
        n_clusters,
        max(value) filter (where metric = 'silhouette') as silhouette,
        max(value) filter (where metric = 'calinski_harabasz') as calinski_harabasz,
        max(value) filter (where metric = 'davies_bouldin') as davies_bouldin
    from {{ ref('cluster_scores') }}
    group by n_clusters

),

last_build as (select count(distinct last_cluster) as n_clusters from {{ ref('last_clusters') }}),

judged as (

    select
        tried.n_clusters,
        tried.inertia,
        scores.silhouette,
        scores.calinski_harabasz,
        scores.davies_bouldin,
        -- Data that falls apart into few clusters is believed; data that does not is cut into a usable number.
        coalesce(max(scores.silhouette) over (), 0) >= {{ var('clear_silhouette') }}
        or tried.n_clusters >= least({{ var('usable_segments') }}, max(tried.n_clusters) over ()) as is_eligible,
        tried.n_clusters = last_build.n_clusters as is_last
    from tried
    cross join last_build
    left join scores on tried.n_clusters = scores.n_clusters

),

ranked as (

    select
        *,
        (
            rank() over (partition by is_eligible order by silhouette desc nulls last)
            + rank() over (partition by is_eligible order by calinski_harabasz desc nulls last)
            + rank() over (partition by is_eligible order by davies_bouldin nulls last)
        ) / 3.0 as mean_rank
    from judged

)

select
    n_clusters,
    inertia,
    silhouette,
    calinski_harabasz,
    davies_bouldin,
    is_eligible,
    mean_rank,
    row_number() over (
        order by
            is_eligible desc,
            mean_rank - case when is_last then {{ var('patience') }} else 0 end,
            silhouette desc nulls last,
            n_clusters
    ) = 1 as is_chosen
from ranked
