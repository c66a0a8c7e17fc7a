-- One row per category among the largest of the shop, by what was bought and kept.
select
    row_number() over (order by sum(order_lines.gross) desc, products.category) as category_number,
    products.category,
    sum(order_lines.gross) as gross
from {{ ref('stg_order_lines') }} as order_lines
inner join {{ ref('products') }} as products on order_lines.product_id = products.product_id
where order_lines.quantity > 0 and products.category is not null
group by products.category
qualify category_number <= {{ n_top_categories() }}
