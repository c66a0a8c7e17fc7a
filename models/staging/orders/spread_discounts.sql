-- One row per accepted purchase line of an order with a discount larger than its line, with its part of all of the order's.
with

purchases as (

    select
        row_number,
        order_id,
        discount,
        cast({{ line_gross() }} as {{ column_type('money') }}) as gross
    from {{ ref('checked_order_lines') }}
    where reject_reason is null and quantity > 0

),

overdrawn as (select order_id from purchases where discount > gross),

summed as (

    select
        purchases.row_number,
        purchases.gross,
        sum(purchases.gross) over (partition by purchases.order_id order by purchases.row_number) as gross_until,
        cast(sum(purchases.discount) over (partition by purchases.order_id) as double)
        / nullif(cast(sum(purchases.gross) over (partition by purchases.order_id) as double), 0) as rate
    from purchases
    semi join overdrawn on purchases.order_id = overdrawn.order_id

)

-- Such a discount is the whole order's. By differences, so that the parts add up; none is more than its line costs.
select
    row_number,
    cast(least(rate, 1) * gross_until as {{ column_type('money') }})
    - cast(least(rate, 1) * (gross_until - gross) as {{ column_type('money') }}) as discount
from summed
