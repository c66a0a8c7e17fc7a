-- One row per significant rule and itemset that it speaks of: its antecedents, its consequents, and both together.
with

sides as (
    {% for side, items in {
        'antecedents': 'antecedents', 'consequents': 'consequents', 'both': list_union('antecedents', 'consequents')
    }.items() %}
    {{ 'union all' if not loop.first }}
    select
        rule_id,
        '{{ side }}' as side,
        {{ items }} as items
    from {{ ref('significant_rules') }}
    {% endfor %}
)

select
    sides.rule_id,
    sides.side,
    named_itemsets.item_numbers,
    dense_rank() over (order by named_itemsets.item_numbers) as itemset_number
from sides
inner join {{ ref('named_itemsets') }} as named_itemsets on sides.items = named_itemsets.items
