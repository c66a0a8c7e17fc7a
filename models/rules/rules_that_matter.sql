-- One row per rule that is worth a look: beyond chance and beyond what large baskets explain, every product in it needed.
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
from {{ ref('surest_rules') }} as rules
inner join {{ ref('expected_counts') }} as expected on rules.rule_id = expected.rule_id
where rules.support_count >= {{ exact(setting('min_size_adjusted_lift')) }} * expected.expected_count
