-- One row per campaign and customer that it is measured on: what they did in its window and what they had bought before.
with

customers as (select * from {{ ref('compared_customers') }}),

windows as (select * from {{ ref('campaign_windows') }}),

-- Sales per customer and day first: a customer is in many campaigns, and their orders are many.
daily as (

    select
        customer_id,
        ordered_on,
        count(*) as n_orders,
        sum(revenue) as revenue,
        sum(margin) as margin
    from {{ ref('order_margins') }}
    group by customer_id, ordered_on

),

participants as (

    select distinct
        campaign_id,
        customer_id
    from {{ ref('response_attribution') }}
    where status = 'counted' and is_participation

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
