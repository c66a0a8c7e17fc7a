-- One row per cluster and name that fits it by the rules of seeds/segment_rules.csv, in the order names are given.
with

rules as (select * from {{ ref('segment_rules') }}),

profiles as (select * from {{ ref('cluster_profiles') }}),

sizes as (

    select
        cluster,
        max(n_customers) as n_customers
    from profiles
    group by cluster

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

-- A rule fits where all of its conditions hold; margin is how far its tightest condition is from failing.
fitting as (

    select
        profiles.cluster,
        rules.segment,
        rules.segment_zh,
        rules.priority,
        count(*) as n_met,
        min(
            case rules.comparison
                when 'at least' then profiles.standing - rules.threshold
                else rules.threshold - profiles.standing
            end
        ) as margin
    from profiles
    inner join rules on profiles.feature = rules.feature
    where
        case rules.comparison
            when 'at least' then profiles.standing >= rules.threshold
            when 'at most' then profiles.standing <= rules.threshold
        end
    group by profiles.cluster, rules.segment, rules.segment_zh, rules.priority

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
    from sizes

)

select
    row_number() over (order by priority, margin desc, cluster) as place,
    cluster,
    segment,
    segment_zh,
    priority,
    margin
from candidates
