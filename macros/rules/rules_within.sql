{#
  The select that counts rules anew within parts of all baskets: per part the baskets, and those that
  hold the antecedents, the consequents and both.

  parts: a relation of columns basket_number and part; a basket without a part counts in none.
  rules: a relation of column rule_id, the rules to count; significant_rules or fewer.
  Columns: rule_id, part, n_baskets, antecedent_count, consequent_count, support_count.
#}
{% macro rules_within(parts, rules) -%}
    select
        sides.rule_id,
        sizes.part,
        sizes.n_baskets,
        coalesce(sum(counted.n_baskets) filter (where sides.side = 'antecedents'), 0) as antecedent_count,
        coalesce(sum(counted.n_baskets) filter (where sides.side = 'consequents'), 0) as consequent_count,
        coalesce(sum(counted.n_baskets) filter (where sides.side = 'both'), 0) as support_count
    from {{ ref('rule_itemsets') }} as sides
    semi join {{ rules }} as rules on sides.rule_id = rules.rule_id
    cross join (select part, count(*) as n_baskets from {{ parts }} group by part) as sizes
    left join (
        select itemset_baskets.itemset_number, parts.part, count(*) as n_baskets
        from {{ ref('rule_itemset_baskets') }} as itemset_baskets
        inner join {{ parts }} as parts on itemset_baskets.basket_number = parts.basket_number
        group by itemset_baskets.itemset_number, parts.part
    ) as counted
        on sides.itemset_number = counted.itemset_number and sizes.part = counted.part
    group by sides.rule_id, sizes.part, sizes.n_baskets
{%- endmacro %}
