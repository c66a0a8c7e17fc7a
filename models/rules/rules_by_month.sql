-- One row per rule that matters and month, counted in the baskets of that month.
with

month_baskets as (

    select
        basket_number,
        cast(date_trunc('month', ordered_on) as date) as part
    from {{ ref('baskets') }}

),

counted as (

    {{ rules_within('month_baskets', ref('rules_that_matter')) }}

)

select
    rule_id,
    part as month,
    cast(n_baskets as bigint) as n_baskets,
    cast(antecedent_count as bigint) as antecedent_count,
    cast(consequent_count as bigint) as consequent_count,
    cast(support_count as bigint) as support_count,
    {{ support('support_count', 'n_baskets') }} as support,
    {{ confidence('support_count', 'nullif(antecedent_count, 0)') }} as confidence,
    {{ lift('support_count', 'nullif(antecedent_count, 0)', 'nullif(consequent_count, 0)', 'n_baskets') }} as lift
from counted
