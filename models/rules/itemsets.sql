-- One row per set of products that are frequent together (single products and pairs).
with

frequent_products as (select * from {{ ref('frequent_products') }}),

frequent_pairs as (select * from {{ ref('frequent_pairs') }}),

products as (select * from {{ ref('products') }}),

sets as (

    select
        {{ list_of(['products.product_id']) }} as items,
        1 as n_items,
        frequent_products.support_count,
        frequent_products.n_baskets
    from frequent_products
    inner join products on frequent_products.product_number = products.product_number

    union all

    select
        {{ list_of(['least(a.product_id, b.product_id)', 'greatest(a.product_id, b.product_id)']) }} as items,
        2 as n_items,
        frequent_pairs.support_count,
        frequent_pairs.n_baskets
    from frequent_pairs
    inner join products as a on frequent_pairs.first_number = a.product_number
    inner join products as b on frequent_pairs.second_number = b.product_number

)

select
    items,
    n_items,
    support_count,
    {{ support('support_count', 'n_baskets') }} as support,
    {{ build_id() }}
from sets
