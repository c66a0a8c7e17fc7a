-- The months of a rule that matters, added up, are the rule: the same baskets, found another way.
with

added as (

    select
        rule_id,
        sum(n_baskets) as n_baskets,
        sum(antecedent_count) as antecedent_count,
        sum(consequent_count) as consequent_count,
        sum(support_count) as support_count
    from {{ ref('rules_by_month') }}
    group by rule_id

)

select
    matter.rule_id,
    added.support_count
from {{ ref('rules_that_matter') }} as matter
inner join {{ ref('association_rules') }} as rules on matter.rule_id = rules.rule_id
cross join {{ ref('mining_plan') }} as mining_plan
left join added on matter.rule_id = added.rule_id
where
    added.n_baskets is distinct from mining_plan.n_baskets
    or added.antecedent_count is distinct from rules.antecedent_count
    or added.consequent_count is distinct from rules.consequent_count
    or added.support_count is distinct from rules.support_count
