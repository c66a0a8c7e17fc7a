-- One row per product of which the shop has more than it sells in var slow_stock_days, with what that excess is worth.
with

products as (select * from {{ ref('products') }} where stock > 0),

known_before as (select * from {{ ref('history_products') }} where history = 'before_holdout'),

today as (select * from {{ ref('today') }}),

sold as (

    select
        order_lines.product_id,
        {{ dbt.datediff('min(order_lines.ordered_on)', 'any_value(today.as_of)', 'day') }} + 1 as days_sold,
        coalesce(sum(order_lines.quantity) filter (
            where {{ dbt.datediff('order_lines.ordered_on', 'today.as_of', 'day') }} < {{ setting('slow_stock_days') }}
        ), 0) as quantity
    from {{ ref('stg_order_lines') }} as order_lines
    semi join products on order_lines.product_id = products.product_id
    cross join today
    group by order_lines.product_id

),

-- What has been sold for fewer days sells as much in as many days more. What is new has its own list.
paced as (

    select
        products.product_number,
        products.stock - cast(
            cast(sold.quantity as double)
            * {{ setting('slow_stock_days') }} / least(sold.days_sold, {{ setting('slow_stock_days') }}) as {{ column_type('quantity') }}
        ) as excess,
        coalesce(products.mean_price, products.list_price, 0) as price
    from products
    inner join sold on products.product_id = sold.product_id
    semi join known_before on products.product_number = known_before.product_number

)

select
    product_number,
    excess,
    cast(cast(excess as decimal(38, 4)) * price as {{ column_type('money') }}) as excess_value
from paced
where excess > 0
