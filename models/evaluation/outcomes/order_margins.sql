-- One row per order, customer and day of which something was kept: what it brought.
with

order_lines as (select * from {{ ref('stg_order_lines') }} where quantity > 0 and customer_id is not null),

products as (select * from {{ ref('products') }})

select
    order_lines.order_id,
    order_lines.customer_id,
    order_lines.ordered_on,
    cast(sum(order_lines.revenue) as {{ column_type('money') }}) as revenue,
    -- Wide enough for the dearest line; products of narrow decimals are narrow.
    sum(
        coalesce(
            order_lines.revenue - cast(order_lines.quantity as decimal(38, 3)) * products.unit_cost,
            cast(order_lines.revenue as decimal(38, 4)) * {{ exact(setting('assumed_margin')) }}
        )
    ) as margin
from order_lines
left join products on order_lines.product_id = products.product_id
group by order_lines.order_id, order_lines.customer_id, order_lines.ordered_on
