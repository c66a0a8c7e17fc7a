-- One row per frequent itemset, with the ids and names of its products.
with

items as (

    select
        item_numbers,
        support_count,
        regular_count,
        {{ each_of('item_numbers') }} as product_number
    from {{ ref('found_itemsets') }}

)

select
    items.item_numbers,
    {{ sorted_list('products.product_id', 'products.product_id') }} as items,
    {{ dbt.listagg("products.product_name", "' + '", "order by products.product_id") }} as product_names,
    cast(count(*) as integer) as n_items,
    items.support_count,
    items.regular_count
from items
inner join {{ ref('products') }} as products on items.product_number = products.product_number
group by items.item_numbers, items.support_count, items.regular_count
