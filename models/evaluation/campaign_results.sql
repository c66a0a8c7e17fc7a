-- One row per campaign and arm: who was contacted, what they did and bought, before the window as well, and what it cost.
with

results as (select * from {{ ref('contact_results') }}),

span as (

    select
        min(ordered_on) as first_day,
        max(ordered_on) as last_day
    from {{ ref('stg_order_lines') }}

),

-- Days observed: a campaign may begin before the shop's first order or end after its last.
windows as (

    select
        windows.*,
        greatest(
            {{ dbt.datediff('greatest(windows.starts_on, span.first_day)', 'least(windows.counts_until, span.last_day)', 'day') }} + 1,
            0
        ) as days_observed,
        greatest(
            {{ dbt.datediff('greatest(windows.before_on, span.first_day)', 'windows.starts_on', 'day') }}, 0
        ) as days_observed_before
    from {{ ref('campaign_windows') }} as windows
    cross join span

)

select
    results.campaign_id,
    results.arm,
    windows.name as campaign_name,
    windows.offer_id,
    windows.channel,
    windows.starts_on,
    windows.ends_on,
    {{ result_measures() }},
    cast(sum(results.revenue_before) as {{ column_type('money') }}) as revenue_before,
    windows.days_observed,
    windows.days_observed_before
from results
inner join windows on results.campaign_id = windows.campaign_id
group by
    results.campaign_id, results.arm, windows.name, windows.offer_id, windows.channel, windows.starts_on, windows.ends_on,
    windows.days_observed, windows.days_observed_before
