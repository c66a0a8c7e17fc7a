-- One row per history, customer and product that they buy again and again: the best by frequency and recency.
select
    customer_products.history,
    customer_products.customer_id,
    customer_products.product_number,
    customer_products.n_orders,
    customer_products.last_ordered_on,
    customer_products.decayed_orders,
    row_number() over (
        partition by customer_products.history, customer_products.customer_id
        order by customer_products.decayed_orders desc, customer_products.product_number
    ) as rank
from {{ ref('customer_products') }} as customer_products
semi join {{ ref('recommendable_products') }} as recommendable
    on customer_products.product_number = recommendable.product_number
qualify rank <= {{ var('n_recommendations') }}
