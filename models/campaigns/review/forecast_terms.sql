-- One row per metric and logged contact with what the plan would do: its weight, what came of it, and what was foretold.
with

decisions as (select * from {{ ref('logged_decisions') }}),

strata as (select * from {{ ref('forecast_strata') }} where n_made > 0),

measured as (

    {%- for metric in ['participation', 'conversion', 'revenue', 'margin'] %}
    {{ 'union all' if not loop.first }}
    select
        '{{ metric }}' as metric,
        campaign_id,
        customer_id,
        segment,
        offer_id,
        propensity,
        is_first_half,
        cast({{ metric }} as double) as outcome
    from decisions
    {% endfor %}

),

-- The share of the plan over the decisions that could have made the offer, over the probability with which they made it.
weighted as (

    select
        measured.*,
        strata.planned_share / strata.support / strata.n_possible / measured.propensity as weight
    from measured
    inner join strata on measured.segment = strata.segment and measured.offer_id = strata.offer_id

),

overall as (

    select
        metric,
        {{ ordered_sum('weight * outcome', 'campaign_id, customer_id') }} / {{ ordered_sum('weight', 'campaign_id, customer_id') }} as mean
    from weighted
    group by metric

),

halves as (

    select
        metric,
        segment,
        offer_id,
        is_first_half,
        {{ ordered_sum('outcome / propensity', 'campaign_id, customer_id') }} as outcomes,
        {{ ordered_sum('1 / propensity', 'campaign_id, customer_id') }} as customers
    from weighted
    group by metric, segment, offer_id, is_first_half

),

-- Foretold from the other half of the customers, and drawn towards the mean of all as if one customer were like it.
foretold as (

    select
        overall.metric,
        strata.segment,
        strata.offer_id,
        sides.is_first_half,
        (coalesce(halves.outcomes, 0) + overall.mean) / (coalesce(halves.customers, 0) + 1) as predicted
    from overall
    cross join strata
    cross join (values (true), (false)) as sides (is_first_half)
    left join halves
        on
            overall.metric = halves.metric
            and strata.segment = halves.segment
            and strata.offer_id = halves.offer_id
            and sides.is_first_half <> halves.is_first_half

)

select
    weighted.metric,
    weighted.campaign_id,
    weighted.customer_id,
    weighted.segment,
    weighted.offer_id,
    weighted.weight,
    weighted.outcome,
    foretold.predicted
from weighted
inner join foretold
    on
        weighted.metric = foretold.metric
        and weighted.segment = foretold.segment
        and weighted.offer_id = foretold.offer_id
        and weighted.is_first_half = foretold.is_first_half
