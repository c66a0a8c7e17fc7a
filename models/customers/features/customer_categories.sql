-- One row per customer who bought something of a known category: what they spend it on.
with

spent as (

    select
        order_lines.customer_id,
        products.category,
        sum(order_lines.revenue) as revenue,
        sum(order_lines.gross) as gross
    from {{ ref('stg_order_lines') }} as order_lines
    inner join {{ ref('products') }} as products on order_lines.product_id = products.product_id
    where order_lines.quantity > 0 and order_lines.customer_id is not null and products.category is not null
    group by order_lines.customer_id, products.category

),

top_categories as (select * from {{ ref('top_categories') }}),

ranked as (

    select
        spent.*,
        top_categories.category_number,
        row_number() over (partition by spent.customer_id order by spent.revenue desc, spent.category) as preference
    from spent
    left join top_categories on spent.category = top_categories.category

)

select
    customer_id,
    max(category) filter (where preference = 1) as preferred_category,
    {% for number in range(1, n_top_categories() + 1) %}
    cast(coalesce(sum(gross) filter (where category_number = {{ number }}), 0) as double)
    / nullif(cast(sum(gross) as double), 0) as category_{{ number }}_share,
    {% endfor %}
    count(*) filter (where gross > 0) as n_categories
from ranked
group by customer_id
