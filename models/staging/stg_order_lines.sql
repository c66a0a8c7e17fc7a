-- One row per order and product bought: its accepted purchases, merged, less what came back of them.
{{ config(post_hook="{{ check_purchases() }}") }}
{% do check_rejections('order_lines') %}
with

-- Most lines are of one unit, whose price needs no multiplication in 128 bits: a third of this table's time.
purchases as (

    select
        *,
        case
            when quantity = 1 then cast(unit_price as {{ column_type('money') }})
            else cast({{ line_gross() }} as {{ column_type('money') }})
        end as gross
    from {{ ref('checked_order_lines') }}
    where reject_reason is null and quantity > 0

),

overdrawn as (select order_id from purchases where discount > gross),

-- A discount larger than its line is the whole order's: each line bears its part of it, none more than it costs.
spread as (

    select
        row_number,
        cast(rate * gross_until as {{ column_type('money') }}) - cast(rate * (gross_until - gross) as {{ column_type('money') }}) as discount
    from (
        select
            purchases.row_number,
            purchases.gross,
            sum(purchases.gross) over (partition by purchases.order_id order by purchases.row_number) as gross_until,
            least(
                1,
                cast(sum(purchases.discount) over (partition by purchases.order_id) as double)
                / nullif(cast(sum(purchases.gross) over (partition by purchases.order_id) as double), 0)
            ) as rate
        from purchases
        semi join overdrawn on purchases.order_id = overdrawn.order_id
    ) as summed

),

bought as (

    select
        purchases.order_id,
        purchases.product_id,
        min(purchases.customer_id) as customer_id,
        min(purchases.ordered_at) as ordered_at,
        min(purchases.channel) as channel,
        min(purchases.currency) as currency,
        sum(purchases.quantity) as quantity,
        sum(purchases.gross) as gross,
        sum(coalesce(spread.discount, purchases.discount, 0)) as discount,
        coalesce(sum(purchases.quantity) filter (where {{ is_refunded('purchases') }}), 0) as refunded_quantity,
        coalesce(sum(purchases.gross) filter (where {{ is_refunded('purchases') }}), 0) as refunded_gross,
        coalesce(sum(coalesce(spread.discount, purchases.discount, 0)) filter (where {{ is_refunded('purchases') }}), 0) as refunded_discount,
        coalesce(sum(purchases.refund) filter (where not {{ is_refunded('purchases') }}), 0) as part_refunded,
        count(*) as n_lines
    from purchases
    left join spread on purchases.row_number = spread.row_number
    group by purchases.order_id, purchases.product_id

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
    n_lines
from netted
