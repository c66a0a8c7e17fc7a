-- One row per rule: baskets that hold the antecedents tend to hold the consequents.
{% set counts = ['rules.support_count', 'rules.antecedent_count', 'rules.consequent_count', 'rules.n_baskets'] %}
with

rules as (select * from {{ ref('rule_tests') }}),

named_itemsets as (select * from {{ ref('named_itemsets') }}),

mining_plan as (select * from {{ ref('mining_plan') }})

select
    'r' || substr(
        md5({{ list_as_text('antecedents.items') }} || ' -> ' || {{ list_as_text('consequents.items') }}), 1, 12
    ) as rule_id,
    antecedents.items as antecedents,
    consequents.items as consequents,
    antecedents.product_names || ' → ' || consequents.product_names as rule,
    rules.n_antecedents,
    rules.n_consequents,
    rules.antecedent_count,
    rules.consequent_count,
    rules.support_count,
    {{ support('rules.support_count', 'rules.n_baskets') }} as support,
    {{ confidence('rules.support_count', 'rules.antecedent_count') }} as confidence,
    {{ support('rules.antecedent_count', 'rules.n_baskets') }} as coverage,
    {{ lift(*counts) }} as lift,
    {{ leverage(*counts) }} as leverage,
    {{ rule_measures(counts) }},
    {{ representativity('mining_plan.n_regular', 'mining_plan.n_baskets') }} as representativity,
    rules.p_value,
    rules.p_value_holm,
    rules.p_value_fdr,
    rules.p_value_improvement_fdr,
    {{ confidence('rules.support_count', 'rules.antecedent_count') }} - rules.general_confidence as improvement,
    rules.is_redundant
from rules
inner join named_itemsets as antecedents on rules.antecedent_numbers = antecedents.item_numbers
inner join named_itemsets as consequents on rules.consequent_numbers = consequents.item_numbers
cross join mining_plan
