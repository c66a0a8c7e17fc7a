-- One row per segment (or all) and offer of which more is known than in the last build: what changed, and because of what.
with

last_choices as (

    {{ learned_choices() }}

),

choices as (select * from {{ ref('offer_choices') }}),

posteriors as (select * from {{ ref('offer_posteriors') }}),

plans as (

    select
        shares.segment,
        shares.offer_id,
        max(case when shares.as_of = this_build.as_of then shares.planned_share end) as planned_share,
        max(case when shares.as_of < this_build.as_of then shares.planned_share end) as last_planned_share
    from {{ ref('plan_shares') }} as shares
    cross join {{ ref('this_build') }} as this_build
    group by shares.segment, shares.offer_id

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
        plans.last_planned_share,
        plans.planned_share,
        case
            when choices.is_stopped and not last_choices.is_stopped then 'stopped'
            when last_choices.is_stopped and not choices.is_stopped then 'resumed'
            when choices.propensity > last_choices.propensity then 'more'
            when choices.propensity < last_choices.propensity then 'less'
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
    || cast(cast(100 * mean as decimal(9, 1)) as varchar) || ' %, so that of the next plan '
    || cast(cast(100 * propensity as decimal(9, 1)) as varchar) || ' % are to get it, not '
    || cast(cast(100 * last_propensity as decimal(9, 1)) as varchar) || ' %.' as reason,
    {{ build_id() }}
from compared
