-- One row per rule that matters: its last days beside the time before, and whether it rose or fell.
with

today as (select * from {{ ref('today') }}),

period_baskets as (

    select
        baskets.basket_number,
        case
            when baskets.ordered_on > today.as_of - {{ setting('drift_days') }} then 'last'
            else 'before'
        end as part
    from {{ ref('baskets') }} as baskets
    cross join today

),

counted as (

    {{ rules_within('period_baskets', ref('rules_that_matter')) }}

),

compared as (

    select
        rule_id,
        coalesce(sum(support_count) filter (where part = 'before'), 0) as support_count_before,
        coalesce(sum(antecedent_count) filter (where part = 'before'), 0) as antecedent_count_before,
        coalesce(sum(consequent_count) filter (where part = 'before'), 0) as consequent_count_before,
        coalesce(sum(n_baskets) filter (where part = 'before'), 0) as n_baskets_before,
        coalesce(sum(support_count) filter (where part = 'last'), 0) as support_count_last,
        coalesce(sum(antecedent_count) filter (where part = 'last'), 0) as antecedent_count_last,
        coalesce(sum(consequent_count) filter (where part = 'last'), 0) as consequent_count_last,
        coalesce(sum(n_baskets) filter (where part = 'last'), 0) as n_baskets_last
    from counted
    group by rule_id

),

-- The two shares of baskets differ by so many standard errors of their difference under one common share.
scored as (

    select
        *,
        (
            support_count_last / nullif(n_baskets_last, 0) - support_count_before / nullif(n_baskets_before, 0)
        ) / nullif(
            sqrt(
                (support_count_last + support_count_before) / (n_baskets_last + n_baskets_before)
                * (1 - (support_count_last + support_count_before) / (n_baskets_last + n_baskets_before))
                * (1 / nullif(n_baskets_last, 0) + 1 / nullif(n_baskets_before, 0))
            ),
            0
        ) as z_score
    from compared

)

select
    rule_id,
    cast(support_count_before as bigint) as support_count_before,
    cast(support_count_last as bigint) as support_count_last,
    {{ support('support_count_before', 'nullif(n_baskets_before, 0)') }} as support_before,
    {{ support('support_count_last', 'nullif(n_baskets_last, 0)') }} as support_last,
    {{ lift(
        '(support_count_before + support_count_last)', 'nullif(antecedent_count_before + antecedent_count_last, 0)',
        'nullif(consequent_count_before + consequent_count_last, 0)', '(n_baskets_before + n_baskets_last)'
    ) }} as lift,
    {{ lift(
        'support_count_last', 'nullif(antecedent_count_last, 0)', 'nullif(consequent_count_last, 0)', 'n_baskets_last'
    ) }} as lift_last,
    z_score,
    case
        when z_score >= {{ setting('drift_z_score') }} then 'rose'
        when z_score <= -{{ setting('drift_z_score') }} then 'fell'
        else 'steady'
    end as drift
from scored
