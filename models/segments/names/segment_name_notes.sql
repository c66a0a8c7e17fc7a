-- One row per cluster whose name the rules leave open, with the line that a build says about it.
with

candidates as (select * from {{ ref('segment_name_candidates') }}),

names as (select * from {{ ref('segment_names') }}),

standings as (

    select
        cluster,
        string_agg(
            feature || ' ' || cast(cast(standing as decimal(5, 2)) as varchar), ', ' order by feature
        ) as standings
    from {{ ref('cluster_profiles') }}
    where feature in ('recency_days', 'frequency', 'basket_value', 'discount_share', 'tenure_days', 'trend')
    group by cluster

),

given as (

    select
        names.cluster,
        names.segment,
        candidates.priority,
        candidates.margin
    from names
    inner join candidates on names.cluster = candidates.cluster and names.segment = candidates.segment

),

equals as (

    select
        given.cluster,
        string_agg('"' || candidates.segment || '"', ', ' order by candidates.segment) as others
    from given
    inner join candidates
        on
            given.cluster = candidates.cluster
            and given.priority = candidates.priority
            and given.margin = candidates.margin
            and given.segment <> candidates.segment
    group by given.cluster

)

select
    given.cluster,
    given.segment,
    case
        when given.priority = 1000000
            then concat(
                'fits no rule of seeds/segment_rules.csv that is still free, so it is called "', given.segment,
                '"; its typical customer stands at ', standings.standings
            )
        else concat(
            'fits "', given.segment, '" and ', equals.others, ' equally by seeds/segment_rules.csv; it is called "',
            given.segment, '", the first in the alphabet: give one of them another priority'
        )
    end as note
from given
inner join standings on given.cluster = standings.cluster
left join equals on given.cluster = equals.cluster
where given.priority = 1000000 or equals.cluster is not null
