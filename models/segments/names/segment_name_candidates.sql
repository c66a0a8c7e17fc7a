-- One row per cluster and name that fits it by the rules of seeds/segment_rules.csv, in the order names are given.
with

rules as (select * from {{ ref('segment_rules') }}),

profiles as (select * from {{ ref('cluster_profiles') }}),

last_names as (

    select distinct
        last_cluster,
        last_segment
    from {{ ref('last_clusters') }}
    where has_same_rules

),

-- The name that the cluster had in the last build, which it keeps as long as it does not fit clearly worse.
clusters as (

    select
        centroids.cluster,
        last_names.last_segment
    from {{ ref('segment_centroids') }} as centroids
    left join last_names on centroids.last_cluster = last_names.last_cluster

),

n_conditions as (

    select
        segment,
        segment_zh,
        priority,
        count(*) as n_conditions
    from rules
    group by segment, segment_zh, priority

),

-- How far each condition is from failing, as a share of customers.
conditions as (

    select
        profiles.cluster,
        rules.segment,
        rules.segment_zh,
        case when rules.segment = clusters.last_segment then 0 else rules.priority end as priority,
        case rules.comparison
            when 'at least' then profiles.surely_at_least - rules.threshold
            when 'at most' then rules.threshold - profiles.surely_at_most
        end
        + case when rules.segment = clusters.last_segment then {{ setting('name_slack') }} else 0 end as margin
    from profiles
    inner join clusters on profiles.cluster = clusters.cluster
    inner join rules on profiles.feature = rules.feature

),

-- A rule fits where all of its conditions hold.
fitting as (

    select
        cluster,
        segment,
        segment_zh,
        priority,
        count(*) as n_met,
        min(margin) as margin
    from conditions
    where margin >= 0
    group by cluster, segment, segment_zh, priority

),

-- Every cluster can fall back on a name of its own.
candidates as (

    select
        fitting.cluster,
        fitting.segment,
        fitting.segment_zh,
        fitting.priority,
        fitting.margin
    from fitting
    inner join n_conditions
        on fitting.segment = n_conditions.segment and fitting.n_met = n_conditions.n_conditions

    union all

    select
        cluster,
        'Segment ' || (cluster + 1) as segment,
        '客群' || (cluster + 1) as segment_zh,
        1000000 as priority,
        0 as margin
    from clusters

)

select
    row_number() over (order by priority, margin desc, cluster, segment) as place,
    cluster,
    segment,
    segment_zh,
    priority,
    margin
from candidates
