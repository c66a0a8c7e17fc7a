-- One row per frequent set of three products or more, counted by bit strings; none where that is not chosen.
{% set last = [setting('max_itemset_size'), 3] | max %}
{{ config(pre_hook="{{ check_itemsets_fit('itemset_bounds', 'max_itemsets', 'n_cells') }}") }}
-- depends_on: {{ ref('itemset_bounds') }}
with

mining_plan as (

    select *
    from {{ ref('mining_plan') }}
    where rule_miner = 'sql' and itemset_counting = 'bitstrings' and {{ setting('max_itemset_size') }} > 2

),

-- One bit per basket, set where the basket holds the product.
product_bits as (

    select
        product_number,
        {{ bits_of('basket_number') }} as bits
    from {{ ref('frequent_basket_products') }}
    where exists (select 1 from mining_plan)
    group by product_number

),

sets_2 as (

    select
        pairs.second_number as item_1,
        pairs.first_number as item_2,
        {{ bits_and('a.bits', 'b.bits') }} as bits
    from {{ ref('frequent_pairs') }} as pairs
    inner join product_bits as a on pairs.first_number = a.product_number
    inner join product_bits as b on pairs.second_number = b.product_number

),

{% for size in range(3, last + 1) %}
candidates_{{ size }} as (

    select
        {{ item_columns('a', size - 1) }},
        b.item_{{ size - 1 }} as item_{{ size }},
        {{ bits_and('a.bits', 'b.bits') }} as bits
    from {{ extensions('sets_' ~ (size - 1), size) }}
    {{ subsets_are_frequent('sets_' ~ (size - 1), size) }}

),

sets_{{ size }} as (

    select
        *,
        {{ count_bits('bits') }} as support_count
    from candidates_{{ size }}
    where {{ count_bits('bits') }} >= (select mining_plan.min_count from mining_plan)

),

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
