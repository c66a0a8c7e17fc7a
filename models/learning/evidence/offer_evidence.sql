-- One row per offer made and segment (or all): what came of it, recent contacts counting more.
with

results as (select * from {{ ref('contact_results') }} where arm = 'treatment'),

-- Before the window is over an answer may still come.
finished as (

    select
        windows.campaign_id,
        power(
            cast(0.5 as double),
            {{ dbt.datediff('windows.counts_until', 'today.as_of', 'day') }} / cast({{ setting('feedback_half_life_days') }} as double)
        ) as weight
    from {{ ref('campaign_windows') }} as windows
    inner join {{ ref('today') }} as today on windows.counts_until <= today.as_of

),

contacts as (

    select
        results.campaign_id,
        results.offer_id,
        segments.segment,
        results.has_participated,
        cast(case when results.has_participated then results.attributed_margin end as decimal(38, 4)) as value
    from results
    inner join {{ ref('contact_segments') }} as segments
        on results.campaign_id = segments.campaign_id and results.customer_id = segments.customer_id

),

scoped as (

    select
        campaign_id,
        offer_id,
        'all' as segment,
        has_participated,
        value
    from contacts
    union all
    select
        campaign_id,
        offer_id,
        segment,
        has_participated,
        value
    from contacts
    where segment is not null

),

-- Counts and sums of decimals first: what is weighted is then few rows.
counted as (

    select
        campaign_id,
        offer_id,
        segment,
        count(*) as n_contacts,
        count(*) filter (where has_participated) as n_responses,
        cast(coalesce(sum(value), 0) as double) as sum_of_values,
        cast(coalesce(sum(value * value), 0) as double) as sum_of_squares
    from scoped
    group by campaign_id, offer_id, segment

)

select
    counted.offer_id,
    counted.segment,
    cast(sum(counted.n_contacts) as bigint) as n_contacts,
    cast(sum(counted.n_responses) as bigint) as n_responses,
    {{ ordered_sum('finished.weight * counted.n_contacts', 'counted.campaign_id') }} as contacts,
    {{ ordered_sum('finished.weight * counted.n_responses', 'counted.campaign_id') }} as responses,
    {{ ordered_sum('finished.weight * counted.sum_of_values', 'counted.campaign_id') }} as sum_of_values,
    {{ ordered_sum('finished.weight * counted.sum_of_squares', 'counted.campaign_id') }} as sum_of_squares
from counted
inner join finished on counted.campaign_id = finished.campaign_id
group by counted.offer_id, counted.segment
