-- One row per customer and channel: how many contacts they may get now, and what forbids any by that channel.
with

-- What forbids is matched by person, see match_key.
customers as (

    select
        customer_id,
        {{ match_key('customer_id') }} as person
    from {{ ref('customer_segments') }}

),

channels as (select * from {{ ref('channels') }}),

consented as (select * from {{ ref('consented_channels') }}),

known as (

    select distinct meaning as channel
    from ({{ words_about('channel') }}) as words

),

suppressed as (

    select distinct {{ match_key('customer_id') }} as person
    from {{ ref('suppressed_customers') }}

),

preferences as (

    select
        {{ match_key('customer_id') }} as person,
        preference,
        channel
    from {{ ref('customer_preferences') }}

),

-- A contact whose day the shop does not say was made on the first day of its campaign, or today; today where it is said and cannot be read.
-- One that was rejected was made all the same.
contacts as (

    select
        {{ match_key('contacts.customer_id') }} as person,
        known.channel,
        case
            when coalesce(list_contains(string_split(contacts.unread, ','), 'contacted_at'), false) then 0
            else {{ dbt.datediff('coalesce(' ~ local_day('coalesce(contacts.contacted_at, campaigns.starts_at)') ~ ', today.as_of)', 'today.as_of', 'day') }}
        end as days_ago
    from {{ ref('checked_contacts') }} as contacts
    left join {{ ref('stg_campaigns') }} as campaigns on contacts.campaign_id = campaigns.campaign_id
    left join known on contacts.channel = known.channel
    cross join {{ ref('today') }} as today
    where
        contacts.customer_id is not null
        and coalesce(contacts.arm, 'treatment') = 'treatment'
        and coalesce(contacts.reject_reason, '') <> 'duplicate of another row'

),

made as (

    select
        person,
        count(*) as n_made
    from contacts
    where days_ago < {{ setting('contact_window_days') }}
    group by person

),

-- Who was contacted by an unknown channel may have been by any.
quiet as (

    select distinct
        contacts.person,
        channels.channel
    from contacts
    inner join channels
        on
            coalesce(contacts.channel, channels.channel) = channels.channel
            and contacts.days_ago < channels.quiet_days

),

-- Who named no channel, or one that nobody knows, refuses all.
refused as (

    select distinct
        preferences.person,
        channels.channel
    from preferences
    left join known on preferences.channel = known.channel
    inner join channels on coalesce(known.channel, channels.channel) = channels.channel
    where preferences.preference = 'do not contact'

),

asked_less as (select distinct person from preferences where preference = 'contact less'),

-- Who asked for less gets one contact.
counted as (

    select
        customers.customer_id,
        customers.person,
        case when asked_less.person is null then {{ setting('max_offers_per_customer') }} else 1 end
        - coalesce(made.n_made, 0) as n_left
    from customers
    left join made on customers.person = made.person
    left join asked_less on customers.person = asked_less.person

),

judged as (

    select
        counted.customer_id,
        channels.channel,
        counted.n_left,
        case
            when suppressed.person is not null then 'suppressed'
            when consented.customer_id is null then 'no consent'
            when refused.person is not null then 'asked not to be contacted'
            when quiet.person is not null then 'quiet'
            when counted.n_left < 1 then 'too many contacts'
        end as forbidden_by
    from counted
    cross join channels
    left join suppressed on counted.person = suppressed.person
    left join consented on counted.customer_id = consented.customer_id and channels.channel = consented.channel
    left join refused on counted.person = refused.person and channels.channel = refused.channel
    left join quiet on counted.person = quiet.person and channels.channel = quiet.channel

)

select
    customer_id,
    channel,
    forbidden_by,
    case when forbidden_by is null then n_left else 0 end as n_allowed
from judged
