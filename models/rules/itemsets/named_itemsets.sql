-- One row per frequent itemset, as the chosen miner found it, with the ids and names of its products.
-- depends_on: {{ ref('itemsets_by_fpgrowth') }}, so that what dbt reads is the same whatever rule_miner is.
{% set found_by = ['itemsets_by_fpgrowth'] if setting('rule_miner') == 'fpgrowth' else ['itemsets_by_joins', 'itemsets_by_bitstrings'] %}
with

found as (

    select
        {{ list_of(['product_number']) }} as item_numbers,
        support_count,
        regular_count
    from {{ ref('frequent_products') }}
    {% if setting('rule_miner') != 'fpgrowth' %}
    union all
    select
        {{ list_of(['first_number', 'second_number']) }} as item_numbers,
        support_count,
        support_count as regular_count
    from {{ ref('frequent_pairs') }}
    {% endif %}
    {% for miner in found_by %}
    union all
    select
        item_numbers,
        support_count,
        support_count as regular_count
    from {{ ref(miner) }}
    {% endfor %}

),

members as (

    select
        *,
        {{ each_of('item_numbers') }} as product_number
    from found

)

select
    members.item_numbers,
    {{ sorted_list('products.product_id', 'products.product_id') }} as items,
    {{ dbt.listagg("products.product_name", "' + '", "order by products.product_id") }} as product_names,
    cast(count(*) as integer) as n_items,
    members.support_count,
    members.regular_count
from members
inner join {{ ref('products') }} as products on members.product_number = products.product_number
group by members.item_numbers, members.support_count, members.regular_count
