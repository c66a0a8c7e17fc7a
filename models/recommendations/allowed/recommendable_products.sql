-- One row per product that may be recommended: marketing may speak of it and the shop has it.
with

products as (

    select * from {{ ref('advertisable_products') }}
    where stock is null or stock > 0

),

boosted_products as (select * from {{ ref('boosted_products') }})

select
    products.product_number,
    products.product_id,
    products.product_name,
    products.category,
    products.mean_price,
    products.minimum_age,
    products.n_orders,
    coalesce(own.factor, shared.factor, 1) as boost
from products
left join boosted_products as own on {{ same_id('products.product_id') }} = {{ same_id('own.product_id') }}
left join boosted_products as shared on {{ folded('products.category') }} = {{ folded('shared.category') }}
