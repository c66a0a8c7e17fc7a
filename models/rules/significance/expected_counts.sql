-- One row per surest rule: how many baskets would hold both sides if only their size brought them together.
with

basket_parts as (

    select
        basket_number,
        size_class as part
    from {{ ref('basket_sizes') }}

),

counted as (

    {{ rules_within('basket_parts', ref('surest_rules')) }}

)

-- Independent within each size class; a decimal, whose sum does not change with the order of its terms.
select
    rule_id,
    sum(cast(cast(antecedent_count as double) * consequent_count / n_baskets as decimal(28, 6))) as expected_count
from counted
group by rule_id
