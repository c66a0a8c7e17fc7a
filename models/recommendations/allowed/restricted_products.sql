-- One row per product and row of seeds/never_recommend.csv that names it, itself or by its category.
with

products as (select * from {{ ref('products') }}),

never_recommend as (select * from {{ ref('never_recommend') }})

select
    products.product_number,
    cast(null as varchar) as category,
    never_recommend.customer_id,
    never_recommend.minimum_age,
    never_recommend.reason
from products
inner join never_recommend on cast(products.product_id as varchar) = never_recommend.product_id

union all

select
    products.product_number,
    products.category,
    never_recommend.customer_id,
    never_recommend.minimum_age,
    never_recommend.reason
from products
inner join never_recommend on products.category = never_recommend.category
