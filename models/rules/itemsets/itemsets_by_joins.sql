-- One row per frequent set of three products or more, counted by joins over the baskets; none where that is not chosen.
{% set last = [setting('max_itemset_size'), 3] | max %}
{{ config(pre_hook="{{ check_itemsets_fit('itemset_bounds', 'max_itemsets', 'n_cells') }}") }}
-- depends_on: {{ ref('itemset_bounds') }}
with

mining_plan as (select * from {{ ref('mining_plan') }}),

sets_2 as (

    select
        second_number as item_1,
        first_number as item_2
    from {{ ref('frequent_pairs') }}

),

{% for size in range(3, last + 1) %}
{% set occurrences = ref('pair_occurrences') if size == 3 else 'occurrences_' ~ (size - 1) %}
candidates_{{ size }} as (

    select
        a.basket_number,
        {{ item_columns('a', size - 1) }},
        b.item_{{ size - 1 }} as item_{{ size }}
    from {{ extensions(occurrences, size, key='basket_number') }}
    {{ subsets_are_frequent('sets_' ~ (size - 1), size) }}

),

sets_{{ size }} as (

    select
        {{ item_columns('candidates', size) }},
        count(*) as support_count
    from candidates_{{ size }} as candidates
    group by {{ item_columns('candidates', size) }}
    having count(*) >= (select mining_plan.min_count from mining_plan)

),

{% if size < last %}
occurrences_{{ size }} as (

    select candidates.*
    from candidates_{{ size }} as candidates
    semi join sets_{{ size }} as sets
        on
            candidates.item_{{ size }} = sets.item_{{ size }}
            {% for place in range(1, size) %}
            and candidates.item_{{ place }} = sets.item_{{ place }}
            {% endfor %}

),

{% endif %}
{% endfor %}
found as (
    {% for size in range(3, last + 1) %}
    {{ 'union all' if not loop.first }}
    select
        {{ list_of([item_columns('sets', size, reverse=true)]) }} as item_numbers,
        sets.support_count
    from sets_{{ size }} as sets
    {% endfor %}
)

select
    item_numbers,
    support_count
from found
