-- One row per offer kind, decile of the customers tested by predicted uplift, and sign of it: what the offer did to them.
{% set reach = normal_quantile(1 - (1 - setting('confidence_level')) / 2) %}
with

outcomes as (select * from {{ ref('response_outcomes') }} where target = 'uplift' and purpose = 'test'),

chosen as (

    select distinct
        offer_kind,
        method
    from {{ ref('response_predictions') }}
    where target = 'uplift' and purpose = 'now'

),

curves as (select * from {{ ref('response_curves') }} where target = 'uplift' and purpose = 'test'),

counted as (

    select
        outcomes.offer_kind,
        cast(10 * curves.n_below as bigint) // cast(curves.all_cases as bigint) as decile,
        outcomes.score < 0 as is_negative,
        {% for arm, condition in [('treated', 'outcomes.is_treated'), ('held_out', 'not outcomes.is_treated')] %}
        count(*) filter (where {{ condition }}) as n_{{ arm }},
        -- As many customers of equal weight as would say as much (Kish 1965), and those of them who responded.
        power(cast(sum(outcomes.weight) filter (where {{ condition }}) as double), 2)
        / cast(sum(outcomes.weight * outcomes.weight) filter (where {{ condition }}) as double) as {{ arm }},
        cast(sum(outcomes.weight) filter (where {{ condition }} and outcomes.has_responded) as double)
        / cast(sum(outcomes.weight) filter (where {{ condition }}) as double) as {{ arm }}_rate,
        {% endfor %}
        min(outcomes.score) as score_from
    from outcomes
    inner join chosen on outcomes.offer_kind = chosen.offer_kind and outcomes.method = chosen.method
    inner join curves
        on
            outcomes.offer_kind = curves.offer_kind
            and outcomes.method = curves.method
            and outcomes.score = curves.score
    group by outcomes.offer_kind, decile, is_negative

),

tested as (

    select
        *,
        coalesce(treated_rate, 0) * treated as treated_responses,
        coalesce(held_out_rate, 0) * held_out as held_out_responses
    from counted
    where n_treated >= {{ setting('min_arm_customers') }} and n_held_out >= {{ setting('min_arm_customers') }}

)

select
    offer_kind,
    cast(decile + 1 as integer) as decile,
    is_negative,
    score_from,
    n_treated,
    n_held_out,
    coalesce(treated_rate, 0) as treated_rate,
    coalesce(held_out_rate, 0) as held_out_rate,
    coalesce(treated_rate, 0) - coalesce(held_out_rate, 0) as uplift,
    {{ newcombe_bound('treated_responses', 'treated', 'held_out_responses', 'held_out', -1, reach) }} as ci_low,
    {{ newcombe_bound('treated_responses', 'treated', 'held_out_responses', 'held_out', 1, reach) }} as ci_high
from tested
