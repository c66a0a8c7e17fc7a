-- One row per history, customer and category that they had bought by then.
select
    customer_products.history,
    customer_products.customer_id,
    history_products.category,
    count(*) as n_products,
    sum(customer_products.n_orders) as n_orders,
    sum(customer_products.recent_orders) as recent_orders,
    count(*) filter (where customer_products.days_since_first < {{ setting('holdout_days') }}) as recent_new_products,
    min(customer_products.days_since_last) as days_since_last,
    cast(sum(customer_products.decayed_orders) as double) as decayed_orders
from {{ ref('customer_products') }} as customer_products
inner join {{ ref('history_products') }} as history_products
    on
        customer_products.history = history_products.history
        and customer_products.product_number = history_products.product_number
group by customer_products.history, customer_products.customer_id, history_products.category
