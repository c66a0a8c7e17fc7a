-- One row per customer and channel by which they may be contacted now, with how many contacts they have left.
with

customers as (select * from {{ ref('customer_segments') }}),

channels as (select * from {{ ref('channels') }}),

suppressed as (select * from {{ ref('suppressed_customers') }}),

today as (select * from {{ ref('today') }}),

preferences as (select * from {{ ref('customer_preferences') }}),

-- A contact whose day the shop does not say was made on the first day of its campaign.
contacts as (

    select
        contacts.customer_id,
        contacts.channel,
        {{ dbt.datediff(local_day('coalesce(contacts.contacted_at, campaigns.starts_at)'), 'today.as_of', 'day') }} as days_ago
    from {{ ref('stg_contacts') }} as contacts
    inner join {{ ref('stg_campaigns') }} as campaigns on contacts.campaign_id = campaigns.campaign_id
    cross join today
    where coalesce(contacts.arm, 'treatment') = 'treatment'

),

used as (

    select
        customer_id,
        count(*) as n_contacts
    from contacts
    where days_ago < {{ setting('contact_window_days') }}
    group by customer_id

),

-- Who was contacted by an unknown channel may have been by any.
quiet as (

    select distinct
        contacts.customer_id,
        channels.channel
    from contacts
    inner join channels
        on
            coalesce(contacts.channel, channels.channel) = channels.channel
            and contacts.days_ago < channels.quiet_days

),

-- Who named no channel refuses all.
refused as (

    select distinct
        preferences.customer_id,
        channels.channel
    from preferences
    inner join channels on coalesce(preferences.channel, channels.channel) = channels.channel
    where preferences.preference = 'do not contact'

),

asked_less as (select distinct customer_id from preferences where preference = 'contact less'),

-- Who asked for less gets one contact.
counted as (

    select
        customers.customer_id,
        channels.channel,
        coalesce(used.n_contacts, 0) as n_contacts,
        case when asked_less.customer_id is null then {{ setting('max_offers_per_customer') }} else 1 end
        - coalesce(used.n_contacts, 0) as n_allowed
    from customers
    cross join channels
    left join used on customers.customer_id = used.customer_id
    left join asked_less on customers.customer_id = asked_less.customer_id
    semi join {{ ref('consented_channels') }} as consented
        on customers.customer_id = consented.customer_id and channels.channel = consented.channel
    anti join refused on customers.customer_id = refused.customer_id and channels.channel = refused.channel
    anti join quiet on customers.customer_id = quiet.customer_id and channels.channel = quiet.channel
    anti join suppressed on cast(customers.customer_id as varchar) = suppressed.customer_id

)

select
    customer_id,
    channel,
    n_contacts,
    n_allowed
from counted
where n_allowed > 0
