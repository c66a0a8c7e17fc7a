-- One row per campaign and customer that it is measured on: what they did in its window and what they had bought before.
with

customers as (select * from {{ ref('compared_customers') }}),

windows as (select * from {{ ref('campaign_windows') }}),

-- Sales per customer and day first: a customer is in many campaigns, and their lines are many.
daily as (

    select
        order_lines.customer_id,
        order_lines.ordered_on,
        count(distinct order_lines.order_id) filter (where order_lines.quantity > 0) as n_orders,
        sum(order_lines.revenue) as revenue,
        sum(
            -- Wide enough for the dearest line; products of narrow decimals are narrow.
            coalesce(
                order_lines.revenue - cast(order_lines.quantity as decimal(38, 3)) * products.unit_cost,
                cast(order_lines.revenue as decimal(38, 4)) * {{ exact(var('assumed_margin')) }}
            )
        ) as margin
    from {{ ref('stg_order_lines') }} as order_lines
    left join {{ ref('products') }} as products on order_lines.product_id = products.product_id
    where order_lines.customer_id is not null
    group by order_lines.customer_id, order_lines.ordered_on

),

participants as (

    select distinct
        responses.campaign_id,
        responses.customer_id
    from {{ ref('stg_responses') }} as responses
    inner join windows on responses.campaign_id = windows.campaign_id
    where {{ local_day('responses.occurred_at') }} between windows.starts_on and windows.counts_until

),

bought as (

    select
        customers.campaign_id,
        customers.customer_id,
        sum(daily.n_orders) filter (where daily.ordered_on >= windows.starts_on) as n_orders,
        sum(daily.revenue) filter (where daily.ordered_on >= windows.starts_on) as revenue,
        sum(daily.margin) filter (where daily.ordered_on >= windows.starts_on) as margin,
        sum(daily.revenue) filter (where daily.ordered_on between windows.before_on and windows.starts_on - 1) as revenue_before,
        sum(daily.revenue) filter (where daily.ordered_on between windows.past_on and windows.starts_on - 1) as past_revenue,
        max(daily.ordered_on) filter (where daily.ordered_on < windows.starts_on) as last_before_on
    from customers
    inner join windows on customers.campaign_id = windows.campaign_id
    inner join daily
        on
            customers.customer_id = daily.customer_id
            and windows.counts_until >= daily.ordered_on
    group by customers.campaign_id, customers.customer_id

)

select
    customers.campaign_id,
    customers.customer_id,
    customers.arm,
    customers.planned_share,
    participants.customer_id is not null as has_participated,
    coalesce(bought.n_orders, 0) > 0 as has_converted,
    cast(coalesce(bought.n_orders, 0) as bigint) as n_orders,
    cast(coalesce(bought.revenue, 0) as {{ column_type('money') }}) as revenue,
    cast(coalesce(bought.margin, 0) as {{ column_type('money') }}) as margin,
    cast(coalesce(bought.revenue_before, 0) as {{ column_type('money') }}) as revenue_before,
    cast(coalesce(bought.past_revenue, 0) as {{ column_type('money') }}) as past_revenue,
    windows.starts_on - bought.last_before_on as days_since_order
from customers
inner join windows on customers.campaign_id = windows.campaign_id
left join bought on customers.campaign_id = bought.campaign_id and customers.customer_id = bought.customer_id
left join participants
    on customers.campaign_id = participants.campaign_id and customers.customer_id = participants.customer_id
