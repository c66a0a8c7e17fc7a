-- One row per surest rule: how many baskets would hold both sides if only their size brought them together.
with

-- Baskets of one size class hold 1, 2 to 3, 4 to 7, 8 to 15, ... products.
basket_sizes as (

    select
        basket_number,
        cast(floor(log2(count(*))) as integer) as part
    from {{ ref('basket_products') }}
    where not is_oversized
    group by basket_number

),

counted as (

    {{ rules_within('basket_sizes', ref('surest_rules')) }}

)

-- Independent within each size class; a decimal, whose sum does not change with the order of its terms.
select
    rule_id,
    sum(cast(cast(antecedent_count as double) * consequent_count / n_baskets as decimal(28, 6))) as expected_count
from counted
group by rule_id
