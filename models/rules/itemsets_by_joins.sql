-- One row per frequent set of three products or more, counted by joins over the baskets; none where that is not chosen.
{% set last = [var('max_itemset_size'), 3] | max %}
{{ config(pre_hook="{{ check_itemsets_fit('itemset_bounds', 'max_itemsets', 'n_cells') }}") }}
-- depends_on: {{ ref('itemset_bounds') }}
with

mining_plan as (select * from {{ ref('mining_plan') }} where rule_miner = 'sql' and itemset_counting = 'joins'),

occurrences_2 as (

    select
        basket_number,
        first_number as item_1,
        second_number as item_2
    from {{ ref('pair_occurrences') }}
    where exists (select 1 from mining_plan)

),

sets_2 as (

    select
        first_number as item_1,
        second_number as item_2
    from {{ ref('frequent_pairs') }}

),

{% for size in range(3, last + 1) %}
sets_{{ size }} as (

    select
        {{ item_columns('a', size - 1) }},
        b.item_{{ size - 1 }} as item_{{ size }},
        count(*) as support_count
    from {{ extensions('occurrences_' ~ (size - 1), size, key='basket_number') }}
    {{ subsets_are_frequent('sets_' ~ (size - 1), size) }}
    group by {{ item_columns('a', size - 1) }}, b.item_{{ size - 1 }}
    having count(*) >= (select mining_plan.min_count from mining_plan)

),

{% if size < last %}
occurrences_{{ size }} as (

    select
        a.basket_number,
        {{ item_columns('a', size - 1) }},
        b.item_{{ size - 1 }} as item_{{ size }}
    from {{ extensions('occurrences_' ~ (size - 1), size, key='basket_number') }}
    semi join sets_{{ size }} as sets
        on
            b.item_{{ size - 1 }} = sets.item_{{ size }}
            {% for place in range(1, size) %}
            and a.item_{{ place }} = sets.item_{{ place }}
            {% endfor %}

),

{% endif %}
{% endfor %}
found as (
    {% for size in range(3, last + 1) %}
    {{ 'union all' if not loop.first }}
    select
        {{ list_of([item_columns('sets', size)]) }} as item_numbers,
        sets.support_count
    from sets_{{ size }} as sets
    {% endfor %}
)

select
    item_numbers,
    support_count
from found
