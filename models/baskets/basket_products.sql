-- One row per basket and product in it, by narrow numbers: what mining and recommending read.
select
    baskets.basket_number,
    products.product_number,
    baskets.is_oversized
from {{ ref('stg_order_lines') }} as order_lines
inner join {{ ref('baskets') }} as baskets on order_lines.order_id = baskets.order_id
inner join {{ ref('products') }} as products on order_lines.product_id = products.product_id
where order_lines.quantity > 0
