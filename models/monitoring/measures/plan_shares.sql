-- One row per day of a build (this one and the last of an earlier day), segment and offer: its share of the planned contacts.
with

plans as (

    select plans.*
    from {{ ref('plan_memory') }} as plans
    inner join {{ ref('this_build') }} as this_build on plans.as_of <= this_build.as_of

),

days as (

    select
        as_of,
        row_number() over (order by as_of desc) as place
    from plans
    group by as_of

),

counted as (

    select
        plans.as_of,
        days.place = 1 as is_newest,
        plans.segment,
        plans.offer_id,
        count(*) as n_planned
    from plans
    inner join days on plans.as_of = days.as_of
    where days.place <= 2
    group by plans.as_of, days.place, plans.segment, plans.offer_id

)

select
    as_of,
    is_newest,
    segment,
    offer_id,
    n_planned,
    cast(n_planned as double) / sum(n_planned) over (partition by as_of, segment) as planned_share
from counted
