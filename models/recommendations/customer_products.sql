-- One row per history, customer and product bought that marketing may speak of: how often and how lately.
with

histories as (select * from {{ ref('purchase_histories') }}),

purchases as (

    select
        baskets.customer_id,
        baskets.ordered_on,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    semi join {{ ref('advertisable_products') }} as advertisable
        on basket_products.product_number = advertisable.product_number
    where baskets.customer_id is not null

)

-- Decayed orders: each order counts 1 on the last day of the history and half as much a half-life before it.
select
    histories.history,
    purchases.customer_id,
    cast(dense_rank() over (order by purchases.customer_id) - 1 as integer) as customer_number,
    purchases.product_number,
    cast(count(*) as integer) as n_orders,
    max(purchases.ordered_on) as last_ordered_on,
    sum(cast(
        power(0.5, {{ dbt.datediff('purchases.ordered_on', 'histories.last_day', 'day') }} / cast({{ var('recency_half_life_days') }} as double))
        as decimal(18, 9)
    )) as decayed_orders
from purchases
inner join histories on purchases.ordered_on <= histories.last_day
group by histories.history, purchases.customer_id, purchases.product_number
