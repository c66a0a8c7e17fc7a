-- The products of a rule are a frequent itemset, counted in as many baskets as the rule says.
select
    rules.rule_id,
    rules.support_count,
    itemsets.support_count as itemset_support_count
from {{ ref('association_rules') }} as rules
left join {{ ref('itemsets') }} as itemsets
    on list_sort(list_concat(rules.antecedents, rules.consequents)) = itemsets.items
where rules.support_count is distinct from itemsets.support_count
