-- One row per number of clusters that was tried: how it ranks by each measure of separation, and which is chosen.
with

tried as (

    select
        n_clusters,
        max(method) as method,
        max(inertia) as inertia,
        max(silhouette) as silhouette,
        max(calinski_harabasz) as calinski_harabasz,
        max(davies_bouldin) as davies_bouldin,
        max(n_measured) as n_measured
    from {{ ref('cluster_fits') }}
    group by n_clusters

),

last_build as (select count(distinct last_cluster) as n_clusters from {{ ref('last_clusters') }}),

judged as (

    select
        tried.*,
        coalesce(max(tried.silhouette) over (), 0) >= {{ setting('clear_silhouette') }} as is_clear,
        max(tried.n_clusters) over () as most_clusters,
        tried.n_clusters = last_build.n_clusters as is_last
    from tried
    cross join last_build

),

-- Data that falls apart into clusters is believed, however few; data that does not is cut into a usable number.
eligible as (

    select
        *,
        is_clear or n_clusters >= least({{ setting('usable_segments') }}, most_clusters) as is_eligible
    from judged

),

ranked as (

    select
        *,
        rank() over (partition by is_eligible order by silhouette desc nulls last) as silhouette_rank,
        rank() over (partition by is_eligible order by calinski_harabasz desc nulls last) as calinski_harabasz_rank,
        rank() over (partition by is_eligible order by davies_bouldin nulls last) as davies_bouldin_rank
    from eligible

),

-- Where clusters are clear, the silhouette says how many, for only it has a scale of its own; else all three have a say.
compared as (

    select
        *,
        case
            when is_clear then silhouette_rank
            else (silhouette_rank + calinski_harabasz_rank + davies_bouldin_rank) / 3.0
        end as mean_rank,
        -- Ranks of next to equal scores change from week to week; who knows their segments wants them to stay.
        is_last
        and coalesce(silhouette, 0) >= max(coalesce(silhouette, 0)) over (partition by is_eligible) - {{ setting('patience') }} as is_kept
    from ranked

)

select
    n_clusters,
    method,
    inertia,
    silhouette,
    calinski_harabasz,
    davies_bouldin,
    n_measured,
    is_clear,
    is_eligible,
    mean_rank,
    row_number() over (
        order by
            is_eligible desc,
            is_kept desc,
            mean_rank,
            silhouette desc nulls last,
            n_clusters
    ) = 1 as is_chosen
from compared
