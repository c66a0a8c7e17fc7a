-- One row per product that marketing may speak of: not of a category that seeds/excluded_categories.csv names.
with

products as (select * from {{ ref('products') }}),

excluded_categories as (select * from {{ ref('excluded_categories') }})

select
    products.product_number,
    products.product_id,
    products.product_name,
    products.mean_price,
    products.stock
from products
anti join excluded_categories on products.category = excluded_categories.category
where products.n_orders > 0
