-- One row per history, customer and product that they may like for the first time, with what a ranker learns from.
with

taste_scores as (select * from {{ ref('taste_scores') }})

select
    taste_scores.history,
    taste_scores.customer_id,
    taste_scores.product_number,
    customers.is_first_half,
    later_purchases.product_number is not null as was_bought,
    {{ is_example('taste_scores.history', 'taste_scores.customer_id', 'taste_scores.product_number') }} as is_example,
    taste_scores.ease,
    taste_scores.item_cosine,
    taste_scores.user_cosine,
    taste_scores.factors,
    cast(products.n_customers as double) as product_customers,
    cast(products.n_orders as double) as product_orders,
    cast(products.recent_orders as double) as product_recent_orders,
    cast(products.recent_new_customers as double) as product_recent_new_customers,
    products.repeat_share as product_repeat_share,
    products.category_share as product_category_share,
    cast(products.category_orders as double) as category_orders,
    cast(products.category_recent_new_customers as double) / products.category_customers as category_recent_new_share,
    products.category_repeat_share,
    cast(coalesce(categories.n_orders, 0) as double) as own_category_orders,
    cast(coalesce(categories.n_products, 0) as double) as own_category_products,
    cast(coalesce(categories.recent_orders, 0) as double) as own_category_recent_orders,
    cast(coalesce(categories.recent_new_products, 0) as double) as own_category_recent_new_products,
    cast(categories.days_since_last as double) as days_since_category,
    cast(coalesce(categories.n_orders, 0) as double) / customers.n_lines as share_of_lines,
    {{ customer_measures('customers') }}
from taste_scores
inner join {{ ref('history_customers') }} as customers
    on taste_scores.history = customers.history and taste_scores.customer_id = customers.customer_id
inner join {{ ref('history_products') }} as products
    on taste_scores.history = products.history and taste_scores.product_number = products.product_number
left join {{ ref('history_categories') }} as categories
    on
        taste_scores.history = categories.history
        and taste_scores.customer_id = categories.customer_id
        and products.category = categories.category
left join {{ ref('later_purchases') }} as later_purchases
    on
        taste_scores.history = later_purchases.history
        and taste_scores.customer_id = later_purchases.customer_id
        and taste_scores.product_number = later_purchases.product_number
