-- One row per contact of the plan, those tried in the place of others among them, with the probability with which it came about.
{% set contacted = '(1 - cast(' ~ setting('global_holdout_share') ~ ' as double)) * (1 - cast(' ~ setting('holdout_share') ~ ' as double))' %}
with

choices as (select * from {{ ref('plan_choices') }}),

explorable as (select * from {{ ref('explorable_offers') }}),

-- The lot may fall on the offer that was planned anyway.
replaced as (select * from explorable where is_explored and offer_id <> planned_offer_id),

-- A planned contact that is not held out stays, unless another takes its place.
kept as (

    select
        choices.customer_id,
        choices.offer_id,
        choices.channel,
        choices.campaign_id,
        choices.priced_value,
        choices.is_global_holdout,
        choices.is_campaign_holdout,
        choices.n_contacts,
        cast(null as bigint) as n_explored,
        {{ contacted }} * (1 - coalesce(explorable.propensity * (explorable.n_offers - 1), 0)) as treatment_propensity,
        1 - {{ contacted }} as control_propensity
    from choices
    left join explorable
        on
            choices.customer_id = explorable.customer_id
            and choices.offer_id = explorable.planned_offer_id
            and choices.offer_id = explorable.offer_id
    anti join replaced
        on choices.customer_id = replaced.customer_id and choices.offer_id = replaced.planned_offer_id

),

-- An offer may be drawn in the place of any of the customer's contacts that are not held out.
chances as (

    select
        customer_id,
        offer_id,
        {{ ordered_sum('propensity', 'planned_offer_id') }} as propensity
    from explorable
    where offer_id <> planned_offer_id
    group by customer_id, offer_id

),

explored as (

    select
        replaced.customer_id,
        replaced.offer_id,
        replaced.channel,
        replaced.campaign_id,
        coalesce(priced.priced_value, cast(replaced.expected_value as double)) as priced_value,
        false as is_global_holdout,
        {{ is_held_out('replaced.customer_id', 'replaced.campaign_id') }} as is_campaign_holdout,
        replaced.n_offers as n_explored,
        chances.propensity * {{ contacted }} as propensity
    from replaced
    inner join chances on replaced.customer_id = chances.customer_id and replaced.offer_id = chances.offer_id
    left join {{ ref('priced_candidates') }} as priced
        on
            replaced.customer_id = priced.customer_id
            and replaced.offer_id = priced.offer_id
            and replaced.channel = priced.channel

),

contacts as (

    select * from kept
    union all
    select
        customer_id,
        offer_id,
        channel,
        campaign_id,
        priced_value,
        is_global_holdout,
        is_campaign_holdout,
        case when is_campaign_holdout then 0 else 1 end as n_contacts,
        n_explored,
        propensity * (1 - cast({{ setting('holdout_share') }} as double)) as treatment_propensity,
        propensity * cast({{ setting('holdout_share') }} as double) as control_propensity
    from explored

)

select
    contacts.customer_id,
    contacts.offer_id,
    contacts.channel,
    contacts.campaign_id,
    candidates.reach,
    candidates.response_probability,
    candidates.response_margin,
    candidates.cost,
    candidates.mean_value as expected_value,
    candidates.short_term_value,
    candidates.long_term_value,
    contacts.priced_value,
    contacts.is_global_holdout,
    contacts.is_campaign_holdout,
    contacts.n_contacts,
    contacts.n_explored,
    case when contacts.n_contacts = 1 then contacts.treatment_propensity else contacts.control_propensity end as propensity,
    contacts.treatment_propensity + contacts.control_propensity as choice_propensity
from contacts
inner join {{ ref('plan_candidates') }} as candidates
    on
        contacts.customer_id = candidates.customer_id
        and contacts.offer_id = candidates.offer_id
        and contacts.channel = candidates.channel
