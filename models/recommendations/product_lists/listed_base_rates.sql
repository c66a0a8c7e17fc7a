-- One row per listed product: the share of customers to expect to buy it for the first time in var holdout_days.
with

known as (select * from {{ ref('history_products') }} where history = 'all'),

listed as (

    select
        products.product_number,
        products.category
    from {{ ref('products') }} as products
    semi join {{ ref('listed_products') }} as listed on products.product_number = listed.product_number

),

categories as (

    select
        category,
        cast(sum(recent_new_customers) as double) / count(*) as recent_new_customers
    from known
    where category <> ''
    group by category

),

customers as (select count(*) as n_customers from {{ ref('history_customers') }} where history = 'all'),

shop as (

    select
        any_value(customers.n_customers) as n_customers,
        cast(sum(known.recent_new_customers) as double) / count(*) as recent_new_customers
    from known
    cross join customers

)

-- As if each product had been sold for another week to as many new customers as products of its category are.
select
    listed.product_number,
    coalesce(known.n_customers, 0) as n_customers,
    shop.n_customers as n_shop_customers,
    least(1, (
        {{ setting('holdout_days') }} * coalesce(known.recent_new_customers, 0)
        + 7 * coalesce(categories.recent_new_customers, shop.recent_new_customers)
    ) / ({{ setting('holdout_days') }} + 7) / shop.n_customers) as rate
from listed
cross join shop
left join known on listed.product_number = known.product_number
left join categories on listed.category = categories.category
where shop.n_customers > 0
