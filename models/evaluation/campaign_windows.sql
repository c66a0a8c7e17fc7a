-- One row per campaign, with the days on which what customers do counts for it, and those before that it is compared with.
with

campaigns as (select * from {{ ref('stg_campaigns') }}),

contacts as (select * from {{ ref('stg_contacts') }}),

days as (

    select
        campaign_id,
        name,
        offer_id,
        channel,
        {{ local_day('starts_at') }} as starts_on,
        {{ local_day('ends_at') }} as ends_on
    from campaigns

)

-- The window before is as long as the campaign and ends where it begins.
select
    days.campaign_id,
    days.name,
    days.offer_id,
    days.channel,
    days.starts_on,
    days.ends_on,
    cast({{ dbt.dateadd('day', var('attribution_days'), 'days.ends_on') }} as date) as counts_until,
    cast(
        {{ dbt.dateadd('day', '-1 - ' ~ dbt.datediff('days.starts_on', 'days.ends_on', 'day'), 'days.starts_on') }} as date
    ) as before_on,
    cast({{ dbt.dateadd('day', '-' ~ var('past_days'), 'days.starts_on') }} as date) as past_on,
    days.campaign_id in (select contacts.campaign_id from contacts where contacts.arm = 'control') as has_control
from days
