-- One row per rule that matters and segment, counted in the baskets of the segment's customers.
with

segment_baskets as (

    select
        baskets.basket_number,
        segments.segment as part
    from {{ ref('baskets') }} as baskets
    inner join {{ ref('customer_segments') }} as segments on baskets.customer_id = segments.customer_id

),

counted as (

    {{ rules_within('segment_baskets', ref('rules_that_matter')) }}

)

select
    rule_id,
    part as segment,
    cast(n_baskets as bigint) as n_baskets,
    cast(antecedent_count as bigint) as antecedent_count,
    cast(consequent_count as bigint) as consequent_count,
    cast(support_count as bigint) as support_count,
    {{ support('support_count', 'n_baskets') }} as support,
    {{ confidence('support_count', 'nullif(antecedent_count, 0)') }} as confidence,
    {{ lift('support_count', 'nullif(antecedent_count, 0)', 'nullif(consequent_count, 0)', 'n_baskets') }} as lift
from counted
