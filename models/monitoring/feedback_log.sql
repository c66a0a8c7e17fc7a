-- One row per segment (or all) and offer of which more is known than in the last build: what changed, and because of what.
with

last_choices as (

    {{ learned_choices() }}

),

choices as (select * from {{ ref('offer_choices') }}),

posteriors as (select * from {{ ref('offer_posteriors') }}),

-- The plan of this build, and the last one of an earlier day.
two_plans as (

    select
        plans.segment,
        plans.offer_id,
        dense_rank() over (order by plans.as_of desc) as place
    from {{ ref('plan_memory') }} as plans
    inner join {{ ref('this_build') }} as this_build on plans.as_of <= this_build.as_of
    qualify place <= 2

),

scoped as (

    select
        segment,
        offer_id,
        place
    from two_plans
    union all
    select
        'all' as segment,
        offer_id,
        place
    from two_plans

),

planned as (

    select
        segment,
        offer_id,
        count(*) filter (where place = 1) as n_planned,
        count(*) filter (where place = 2) as last_n_planned
    from scoped
    group by segment, offer_id

),

-- Of the contacts of a segment, or of all, the share that the plan gives the offer, and the plan before gave it.
plans as (

    select
        segment,
        offer_id,
        n_planned / nullif(cast(sum(n_planned) over (partition by segment) as double), 0) as planned_share,
        last_n_planned / nullif(cast(sum(last_n_planned) over (partition by segment) as double), 0) as last_planned_share
    from planned

),

compared as (

    select
        choices.segment,
        choices.offer_id,
        last_choices.as_of as last_as_of,
        posteriors.n_contacts - last_choices.n_contacts as new_contacts,
        posteriors.n_responses - last_choices.n_responses as new_responses,
        last_choices.mean as last_mean,
        choices.mean,
        last_choices.propensity as last_propensity,
        choices.propensity,
        coalesce(plans.last_planned_share, 0) as last_planned_share,
        coalesce(plans.planned_share, 0) as planned_share,
        choices.is_stopped,
        case
            when choices.is_stopped and not last_choices.is_stopped then 'stopped'
            when last_choices.is_stopped and not choices.is_stopped then 'resumed'
            when coalesce(plans.planned_share, 0) > coalesce(plans.last_planned_share, 0) then 'more'
            when coalesce(plans.planned_share, 0) < coalesce(plans.last_planned_share, 0) then 'less'
            else 'as before'
        end as change
    from choices
    inner join last_choices on choices.segment = last_choices.segment and choices.offer_id = last_choices.offer_id
    inner join posteriors on choices.segment = posteriors.segment and choices.offer_id = posteriors.offer_id
    left join plans on choices.segment = plans.segment and choices.offer_id = plans.offer_id

)

select
    segment,
    offer_id,
    last_as_of,
    change,
    new_contacts,
    new_responses,
    last_mean,
    mean,
    last_propensity,
    propensity,
    last_planned_share,
    planned_share,
    new_contacts || ' more contacts with ' || offer_id || ' brought ' || new_responses || ' responses: '
    || cast(cast(100 * last_mean as decimal(9, 1)) as varchar) || ' % were expected to respond, now '
    || cast(cast(100 * mean as decimal(9, 1)) as varchar) || ' %. The plan gives it '
    || cast(cast(100 * planned_share as decimal(9, 1)) as varchar) || ' % of the contacts'
    || case when segment = 'all' then '' else ' of the segment ' || segment end || ', the last one gave it '
    || cast(cast(100 * last_planned_share as decimal(9, 1)) as varchar) || ' %'
    || case when is_stopped then '; it is clearly worse than another offer, and stopped.' else '.' end as reason
from compared
