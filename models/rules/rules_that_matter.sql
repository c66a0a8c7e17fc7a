-- One row per rule that is worth a look: beyond chance and beyond what large baskets explain, every product in it needed.
with

basket_sizes as (

    select
        basket_number,
        size_class as part
    from {{ ref('baskets') }}
    where not is_oversized

),

counted as (

    {{ rules_within('basket_sizes', ref('significant_rules')) }}

),

-- Independent within each size class; a decimal, whose sum does not change with the order of its terms.
expected as (

    select
        rule_id,
        sum(cast(cast(antecedent_count as double) * consequent_count / n_baskets as decimal(28, 6))) as expected_count
    from counted
    group by rule_id

)

select
    cast(
        row_number() over (order by rules.support_count - expected.expected_count desc, rules.rule_id asc) as integer
    ) as rank,
    rules.rule_id,
    rules.antecedents,
    rules.consequents,
    rules.rule,
    rules.support_count,
    rules.support,
    rules.confidence,
    rules.lift,
    cast(expected.expected_count as double) as expected_count,
    cast(rules.support_count / expected.expected_count as double) as size_adjusted_lift,
    rules.leverage,
    rules.p_value_fdr,
    rules.improvement
from {{ ref('significant_rules') }} as rules
inner join expected on rules.rule_id = expected.rule_id
where rules.support_count >= {{ exact(setting('min_size_adjusted_lift')) }} * expected.expected_count
