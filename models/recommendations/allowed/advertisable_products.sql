-- One row per product that marketing may speak of to somebody: seeds/never_recommend.csv does not bar it from everybody.
with

products as (select * from {{ ref('products') }}),

-- A product is for the oldest age that any row asks for.
restrictions as (

    select
        product_number,
        max(minimum_age) as minimum_age,
        bool_or(minimum_age is null) as is_barred
    from {{ ref('restricted_products') }}
    where customer_id is null
    group by product_number

),

oldest as (select coalesce(max(age), 0) as age from {{ ref('customer_ages') }})

select
    products.product_number,
    products.product_id,
    products.product_name,
    products.category,
    products.mean_price,
    products.stock,
    products.n_orders,
    restrictions.minimum_age
from products
cross join oldest
left join restrictions on products.product_number = restrictions.product_number
where
    not coalesce(restrictions.is_barred, false)
    and coalesce(restrictions.minimum_age, 0) <= oldest.age
