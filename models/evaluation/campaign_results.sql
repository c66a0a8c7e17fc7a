-- One row per campaign and arm: who was contacted, who took part, and what they bought in and before the window.
with

outcomes as (select * from {{ ref('campaign_outcomes') }} where arm <> 'not contacted'),

windows as (select * from {{ ref('campaign_windows') }}),

span as (

    select
        min(ordered_on) as first_day,
        max(ordered_on) as last_day
    from {{ ref('stg_order_lines') }}

),

counted as (

    select
        campaign_id,
        arm,
        count(*) as contacted,
        count(*) filter (where has_participated) as participated,
        count(*) filter (where has_converted) as converted,
        sum(n_orders) as n_orders,
        sum(revenue) as revenue,
        sum(revenue_before) as revenue_before
    from outcomes
    group by campaign_id, arm

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
        {{ dbt.datediff('greatest(windows.starts_on, span.first_day)', 'least(windows.counts_until, span.last_day)', 'day') }} + 1, 0
    ) as days_observed,
    greatest(
        {{ dbt.datediff('greatest(windows.before_on, span.first_day)', 'windows.starts_on', 'day') }}, 0
    ) as days_observed_before,
    {{ build_id() }}
from counted
inner join windows on counted.campaign_id = windows.campaign_id
cross join span
