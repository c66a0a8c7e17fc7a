-- One row per accepted order line of a customer and product of which something came back, with how much of it met its counterpart.
with

priced as (

    select
        order_lines.* replace (coalesce(spread.discount, order_lines.discount) as discount),
        {{ line_gross() }} as gross
    from {{ ref('checked_order_lines') }} as order_lines
    left join {{ ref('spread_discounts') }} as spread on order_lines.row_number = spread.row_number
    where order_lines.reject_reason is null

),

order_lines as (

    select
        order_lines.row_number,
        order_lines.order_id,
        coalesce(order_customers.customer_id, order_lines.customer_id) as customer_id,
        order_lines.product_id,
        order_lines.ordered_at,
        order_lines.quantity < 0 as is_return,
        abs(order_lines.quantity) as quantity,
        order_lines.unit_price,
        coalesce(order_lines.discount, 0) as discount
    from priced as order_lines
    left join {{ ref('order_customers') }} as order_customers on order_lines.order_id = order_customers.order_id
    where not (order_lines.quantity > 0 and {{ is_refunded('order_lines') }})

),

returned as (

    select distinct
        customer_id,
        product_id
    from order_lines
    where is_return

),

prices as (select coalesce(max(unit_price), 0) > 0 as is_known from priced),

-- What leaves the stock without a customer and without money was broken or lost: nobody brought it back.
moved as (

    select
        order_lines.*,
        row_number() over (
            partition by order_lines.customer_id, order_lines.product_id
            order by order_lines.ordered_at, order_lines.is_return, order_lines.order_id, order_lines.row_number
        ) as place,
        case
            when not order_lines.is_return then order_lines.quantity
            when order_lines.customer_id is null and order_lines.unit_price = 0 and prices.is_known then 0
            else -order_lines.quantity
        end as moved
    from order_lines
    cross join prices
    semi join returned
        on
            order_lines.product_id = returned.product_id
            and order_lines.customer_id is not distinct from returned.customer_id

),

summed as (

    select
        *,
        sum(moved) over (partition by customer_id, product_id order by place rows unbounded preceding) as balance
    from moved

),

-- Units that the customer holds after each line. What a return brings back beyond them was bought before the data begins.
levelled as (

    select
        *,
        balance
        - least(0, min(balance) over (partition by customer_id, product_id order by place rows unbounded preceding)) as held
    from summed

),

-- A stack: the last unit bought is the first to go back, so what of a purchase is gone lies above the lowest level from there on.
matched as (

    select
        *,
        cast(
            case
                when is_return
                    then lag(held, 1, 0) over (partition by customer_id, product_id order by place) - held
                else least(
                    quantity,
                    held - min(held) over (
                        partition by customer_id, product_id order by place rows between current row and unbounded following
                    )
                )
            end as {{ column_type('quantity') }}
        ) as matched_quantity
    from levelled

)

-- By differences, so that what met its counterpart and what did not add up to the line.
select
    row_number,
    order_id,
    customer_id,
    product_id,
    ordered_at,
    is_return,
    quantity,
    matched_quantity,
    unit_price,
    discount,
    case
        when matched_quantity > 0
            then
                cast({{ line_gross() }} as {{ column_type('money') }})
                - cast(cast(quantity - matched_quantity as decimal(20, 3)) * unit_price as {{ column_type('money') }})
        else 0
    end as matched_gross,
    cast(
        cast(discount as double) * (cast(matched_quantity as double) / cast(quantity as double)) as {{ column_type('money') }}
    ) as matched_discount
from matched
