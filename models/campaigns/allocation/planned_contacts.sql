-- One row per contact of the plan, those tried in the place of others among them, with the probability with which it came about.
{% set contacted = '(1 - cast(' ~ setting('global_holdout_share') ~ ' as double)) * (1 - cast(' ~ setting('holdout_share') ~ ' as double))' %}
with

allocated as (select * from {{ ref('allocated_contacts') }}),

explorable as (select * from {{ ref('explorable_offers') }}),

-- The lot may fall on the offer that was planned anyway.
replaced as (select * from explorable where is_explored and offer_id <> planned_offer_id),

-- A planned contact that is not held out stays, unless another takes its place.
kept as (

    select
        allocated.customer_id,
        allocated.offer_id,
        allocated.channel,
        allocated.priced_value,
        allocated.is_global_holdout,
        allocated.is_holdout,
        cast(null as bigint) as n_explored,
        {{ contacted }} * (1 - coalesce(explorable.propensity * (explorable.n_offers - 1), 0)) as treatment_propensity,
        1 - {{ contacted }} as control_propensity
    from allocated
    left join explorable
        on
            allocated.customer_id = explorable.customer_id
            and allocated.offer_id = explorable.planned_offer_id
            and allocated.offer_id = explorable.offer_id
    anti join replaced
        on allocated.customer_id = replaced.customer_id and allocated.offer_id = replaced.planned_offer_id

),

-- An offer may be drawn in the place of any of the customer's contacts that are not held out.
chances as (

    select
        customer_id,
        offer_id,
        {{ ordered_sum('propensity', 'planned_offer_id') }} * {{ contacted }} as propensity
    from explorable
    where offer_id <> planned_offer_id
    group by customer_id, offer_id

),

explored as (

    select
        replaced.customer_id,
        replaced.offer_id,
        replaced.channel,
        replaced.priced_value,
        false as is_global_holdout,
        {{ is_held_out('replaced.customer_id', 'replaced.campaign_id') }} as is_holdout,
        replaced.n_offers as n_explored,
        chances.propensity * (1 - cast({{ setting('holdout_share') }} as double)) as treatment_propensity,
        chances.propensity * cast({{ setting('holdout_share') }} as double) as control_propensity
    from replaced
    inner join chances on replaced.customer_id = chances.customer_id and replaced.offer_id = chances.offer_id

),

contacts as (

    select * from kept
    union all
    select * from explored

)

-- What was not needed to choose comes from the candidates.
select
    contacts.customer_id,
    contacts.offer_id,
    contacts.channel,
    candidates.campaign_id,
    candidates.reach,
    candidates.response_probability,
    candidates.response_margin,
    candidates.cost,
    candidates.mean_value as expected_value,
    candidates.short_term_value,
    candidates.long_term_value,
    contacts.priced_value,
    contacts.is_global_holdout,
    contacts.is_holdout,
    contacts.n_explored,
    case when contacts.is_holdout then contacts.control_propensity else contacts.treatment_propensity end as propensity,
    contacts.treatment_propensity + contacts.control_propensity as choice_propensity
from contacts
inner join {{ ref('plan_candidates') }} as candidates
    on
        contacts.customer_id = candidates.customer_id
        and contacts.offer_id = candidates.offer_id
        and contacts.channel = candidates.channel
