-- One row per campaign and arm: who was contacted, who took part, and what they bought in and before the window.
with

campaigns as (select * from {{ ref('stg_campaigns') }}),

responses as (select * from {{ ref('stg_responses') }}),

contacts as (

    select
        campaign_id,
        customer_id,
        coalesce(arm, 'treatment') as arm
    from {{ ref('stg_contacts') }}

),

order_lines as (select * from {{ ref('stg_order_lines') }} where customer_id is not null),

span as (

    select
        min(ordered_on) as first_day,
        max(ordered_on) as last_day
    from {{ ref('stg_order_lines') }}

),

days as (

    select
        campaign_id,
        name,
        channel,
        {{ local_day('starts_at') }} as starts_on,
        {{ local_day('ends_at') }} as ends_on
    from campaigns

),

-- The window before is as long as the campaign and ends where it begins.
windows as (

    select
        *,
        cast({{ dbt.dateadd('day', '-1 - ' ~ dbt.datediff('starts_on', 'ends_on', 'day'), 'starts_on') }} as date) as before_on
    from days

),

participants as (

    select distinct
        contacts.campaign_id,
        contacts.customer_id
    from contacts
    inner join responses
        on contacts.campaign_id = responses.campaign_id and contacts.customer_id = responses.customer_id

),

-- Sales per customer and day first: a customer is in many campaigns, and their lines are many.
daily as (

    select
        customer_id,
        ordered_on,
        count(distinct order_id) filter (where quantity > 0) as n_orders,
        sum(revenue) as revenue
    from order_lines
    group by customer_id, ordered_on

),

bought as (

    select
        contacts.campaign_id,
        contacts.customer_id,
        sum(daily.revenue) filter (where daily.ordered_on >= windows.starts_on) as revenue,
        sum(daily.revenue) filter (where daily.ordered_on < windows.starts_on) as revenue_before,
        sum(daily.n_orders) filter (where daily.ordered_on >= windows.starts_on) as n_orders
    from contacts
    inner join windows on contacts.campaign_id = windows.campaign_id
    inner join daily
        on
            contacts.customer_id = daily.customer_id
            and daily.ordered_on between windows.before_on and windows.ends_on
    group by contacts.campaign_id, contacts.customer_id

),

counted as (

    select
        contacts.campaign_id,
        contacts.arm,
        count(*) as contacted,
        count(participants.customer_id) as participated,
        count(*) filter (where bought.n_orders > 0) as converted,
        coalesce(sum(bought.n_orders), 0) as n_orders,
        coalesce(sum(bought.revenue), 0) as revenue,
        coalesce(sum(bought.revenue_before), 0) as revenue_before
    from contacts
    left join participants
        on contacts.campaign_id = participants.campaign_id and contacts.customer_id = participants.customer_id
    left join bought
        on contacts.campaign_id = bought.campaign_id and contacts.customer_id = bought.customer_id
    group by contacts.campaign_id, contacts.arm

)

-- Days observed: a campaign may begin before the shop's first order or end after its last.
select
    counted.campaign_id,
    counted.arm,
    windows.name as campaign_name,
    windows.channel,
    windows.starts_on,
    windows.ends_on,
    counted.contacted,
    counted.participated,
    cast(counted.participated as double) / counted.contacted as participation_rate,
    counted.converted,
    cast(counted.converted as double) / counted.contacted as conversion_rate,
    cast(counted.n_orders as bigint) as n_orders,
    cast(counted.revenue as {{ column_type('money') }}) as revenue,
    cast(counted.revenue_before as {{ column_type('money') }}) as revenue_before,
    greatest(
        {{ dbt.datediff('greatest(windows.starts_on, span.first_day)', 'least(windows.ends_on, span.last_day)', 'day') }} + 1, 0
    ) as days_observed,
    greatest(
        {{ dbt.datediff('greatest(windows.before_on, span.first_day)', 'windows.starts_on', 'day') }}, 0
    ) as days_observed_before,
    {{ build_id() }}
from counted
inner join windows on counted.campaign_id = windows.campaign_id
cross join span
