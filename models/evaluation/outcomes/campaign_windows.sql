-- One row per campaign, and one for all that hold customers out, with the days that count for it and those before.
with

campaigns as (select * from {{ ref('stg_campaigns') }}),

days as (

    select
        campaign_id,
        name,
        offer_id,
        channel,
        {{ local_day('starts_at') }} as starts_on,
        {{ local_day('ends_at') }} as ends_on
    from campaigns

),

single as (

    select
        *,
        campaign_id in (select controlled.campaign_id from {{ ref('controlled_contacts') }} as controlled) as has_control
    from days

),

spans as (

    select * from single
    union all
    select
        '{{ all_campaigns() }}' as campaign_id,
        cast(null as varchar) as name,
        cast(null as varchar) as offer_id,
        cast(null as varchar) as channel,
        min(starts_on) as starts_on,
        max(ends_on) as ends_on,
        (select count(*) from {{ ref('global_arms') }} as global_arms where global_arms.is_causal) > 0 as has_control
    from single
    where has_control
    having count(*) > 0

)

-- The window before is as long as the campaign and ends where it begins.
select
    campaign_id,
    name,
    offer_id,
    channel,
    starts_on,
    ends_on,
    cast({{ dbt.dateadd('day', setting('attribution_days'), 'ends_on') }} as date) as counts_until,
    cast({{ dbt.dateadd('day', '-1 - ' ~ dbt.datediff('starts_on', 'ends_on', 'day'), 'starts_on') }} as date) as before_on,
    cast({{ dbt.dateadd('day', '-' ~ setting('past_days'), 'starts_on') }} as date) as past_on,
    has_control
from spans
