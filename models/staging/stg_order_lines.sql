-- One row per order and product bought: its accepted purchases, merged, less what came back of them.
{{ config(post_hook="{{ check_purchases() }}") }}
{% do check_rejections('order_lines') %}
with

-- Most lines are of one unit, whose price needs no multiplication in 128 bits: a third of this table's time.
purchases as (

    select
        order_lines.* replace (coalesce(spread.discount, order_lines.discount, 0) as discount),
        case
            when order_lines.quantity = 1 then cast(order_lines.unit_price as {{ column_type('money') }})
            else cast({{ line_gross() }} as {{ column_type('money') }})
        end as gross
    from {{ ref('checked_order_lines') }} as order_lines
    left join {{ ref('spread_discounts') }} as spread on order_lines.row_number = spread.row_number
    where order_lines.reject_reason is null and order_lines.quantity > 0

),

bought as (

    select
        order_id,
        product_id,
        min(customer_id) as customer_id,
        min(ordered_at) as ordered_at,
        min(channel) as channel,
        min(currency) as currency,
        sum(quantity) as quantity,
        sum(gross) as gross,
        sum(discount) as discount,
        coalesce(sum(quantity) filter (where {{ is_refunded('purchases') }}), 0) as refunded_quantity,
        coalesce(sum(gross) filter (where {{ is_refunded('purchases') }}), 0) as refunded_gross,
        coalesce(sum(discount) filter (where {{ is_refunded('purchases') }}), 0) as refunded_discount,
        coalesce(sum(refund) filter (where not {{ is_refunded('purchases') }}), 0) as part_refunded,
        count(*) as n_lines
    from purchases
    group by order_id, product_id

),

returned as (

    select
        order_id,
        product_id,
        min(ordered_at) filter (where matched_quantity < quantity) as kept_at,
        sum(matched_quantity) as quantity,
        sum(matched_gross) as gross,
        sum(matched_discount) as discount
    from {{ ref('matched_lines') }}
    where not is_return
    group by order_id, product_id

),

-- What was sent back by rows of their own, and what a refund or a status says came back.
netted as (

    select
        bought.order_id,
        bought.product_id,
        coalesce(order_customers.customer_id, bought.customer_id) as customer_id,
        coalesce(returned.kept_at, bought.ordered_at) as ordered_at,
        bought.channel,
        bought.currency,
        cast(coalesce(returned.quantity, 0) + bought.refunded_quantity as {{ column_type('quantity') }}) as returned_quantity,
        cast(coalesce(returned.gross, 0) + bought.refunded_gross as {{ column_type('money') }}) as returned_gross,
        cast(least(coalesce(returned.discount, 0) + bought.refunded_discount, bought.discount) as {{ column_type('money') }}) as returned_discount,
        bought.part_refunded,
        bought.quantity,
        bought.gross,
        bought.discount,
        bought.n_lines
    from bought
    left join returned on bought.order_id = returned.order_id and bought.product_id = returned.product_id
    left join {{ ref('order_customers') }} as order_customers on bought.order_id = order_customers.order_id

)

select
    order_id,
    product_id,
    customer_id,
    ordered_at,
    {{ local_day('ordered_at') }} as ordered_on,
    channel,
    currency,
    cast(quantity - returned_quantity as {{ column_type('quantity') }}) as quantity,
    cast(gross - returned_gross - part_refunded as {{ column_type('money') }}) as gross,
    cast(discount - returned_discount as {{ column_type('money') }}) as discount,
    cast(gross - returned_gross - part_refunded - (discount - returned_discount) as {{ column_type('money') }}) as revenue,
    returned_quantity,
    returned_gross,
    cast(returned_gross - returned_discount as {{ column_type('money') }}) as returned_revenue,
    gross = 0 and (select bool_or(purchases.unit_price > 0) from purchases) as is_gift,
    n_lines
from netted
