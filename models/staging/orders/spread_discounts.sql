-- One row per accepted purchase line of an order with a discount larger than its line, with its part of all of the order's.
with

purchases as (select * from {{ ref('checked_order_lines') }} where reject_reason is null and quantity > 0),

-- Doubles sift, in a tenth of the time, what decimals decide.
overdrawn as (

    select order_id
    from purchases
    where
        discount > 0
        and cast(discount as double) > 0.999 * cast(quantity as double) * cast(unit_price as double)
        and discount > cast({{ line_gross() }} as {{ column_type('money') }})

),

priced as (

    select
        row_number,
        order_id,
        discount,
        cast({{ line_gross() }} as {{ column_type('money') }}) as gross
    from purchases
    where order_id in (select overdrawn.order_id from overdrawn)

),

summed as (

    select
        row_number,
        gross,
        sum(gross) over (partition by order_id order by row_number) as gross_until,
        cast(sum(discount) over (partition by order_id) as double)
        / nullif(cast(sum(gross) over (partition by order_id) as double), 0) as rate
    from priced

)

-- Such a discount is the whole order's. By differences, so that the parts add up; none is more than its line costs.
select
    row_number,
    cast(least(rate, 1) * gross_until as {{ column_type('money') }})
    - cast(least(rate, 1) * (gross_until - gross) as {{ column_type('money') }}) as discount
from summed
