-- One row per history and product: how many had bought it by then, how often again, and so for its category.
with

customer_products as (select * from {{ ref('customer_products') }}),

products as (select * from {{ ref('products') }}),

counted as (

    select
        customer_products.history,
        customer_products.product_number,
        coalesce(any_value(products.category), '') as category,
        count(*) as n_customers,
        sum(customer_products.n_orders) as n_orders,
        sum(customer_products.recent_orders) as recent_orders,
        count(*) filter (where customer_products.n_orders > 1) as n_repeaters,
        count(*) filter (where customer_products.days_since_first < {{ setting('holdout_days') }}) as recent_new_customers,
        sum(customer_products.days_since_first - customer_products.days_since_last) as days_between,
        sum(customer_products.n_orders - 1) as n_repeats
    from customer_products
    inner join products on customer_products.product_number = products.product_number
    group by customer_products.history, customer_products.product_number

)

select
    history,
    product_number,
    category,
    n_customers,
    n_orders,
    recent_orders,
    recent_new_customers,
    cast(n_repeaters as double) / n_customers as repeat_share,
    cast(days_between as double) / nullif(n_repeats, 0) as mean_days_between,
    cast(recent_orders as double) / n_orders as recent_share,
    cast(n_orders as double) / sum(n_orders) over (partition by history, category) as category_share,
    cast(sum(n_orders) over (partition by history, category) as bigint) as category_orders,
    cast(sum(n_customers) over (partition by history, category) as bigint) as category_customers,
    cast(sum(recent_new_customers) over (partition by history, category) as bigint) as category_recent_new_customers,
    cast(sum(n_repeaters) over (partition by history, category) as double)
    / sum(n_customers) over (partition by history, category) as category_repeat_share
from counted
