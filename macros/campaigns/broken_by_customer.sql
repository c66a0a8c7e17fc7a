{#
  A query that gives, with the customer, what a customer may not get and the plan gives: contacts without consent, asked not to be made, in a
  quiet time or on the suppression list, more contacts than are left with those already made, one offer, the same products or an exclusive
  group twice. Worked out from the inputs, not from candidates.
#}
{% macro broken_by_customer() %}
    with

    contacts as (select * from {{ ref('campaign_plan') }}),

    today as (select * from {{ ref('today') }}),

    past as (

        select
            contacts.customer_id,
            contacts.channel,
            today.as_of - {{ local_day('coalesce(contacts.contacted_at, campaigns.starts_at)') }} as days_ago
        from {{ ref('stg_contacts') }} as contacts
        inner join {{ ref('stg_campaigns') }} as campaigns on contacts.campaign_id = campaigns.campaign_id
        cross join today
        where contacts.arm is distinct from 'control'

    ),

    too_many as (

        select customer_id
        from (
            select customer_id from contacts
            union all
            select customer_id from past where days_ago < {{ setting('contact_window_days') }}
        ) as both_times
        where customer_id in (select contacts.customer_id from contacts)
        group by customer_id
        having count(*) > {{ setting('max_offers_per_customer') }}

    )

    select
        'no consent' as broken,
        customer_id
    from contacts
    anti join {{ ref('consented_channels') }} as consented
        on contacts.customer_id = consented.customer_id and contacts.channel = consented.channel
    union all
    select
        'asked not to be contacted' as broken,
        contacts.customer_id
    from contacts
    inner join {{ ref('customer_preferences') }} as preferences
        on
            contacts.customer_id = preferences.customer_id
            and coalesce(preferences.channel, contacts.channel) = contacts.channel
    where preferences.preference = 'do not contact'
    union all
    select
        'suppressed' as broken,
        customer_id
    from contacts
    where cast(customer_id as varchar) in (select suppressed.customer_id from {{ ref('suppressed_customers') }} as suppressed)
    union all
    select
        'quiet' as broken,
        contacts.customer_id
    from contacts
    inner join {{ ref('channels') }} as channels on contacts.channel = channels.channel
    inner join past
        on
            contacts.customer_id = past.customer_id
            and coalesce(past.channel, contacts.channel) = contacts.channel
            and channels.quiet_days > past.days_ago
    union all
    select
        'too many contacts' as broken,
        customer_id
    from too_many
    union all
    select
        'an offer twice' as broken,
        customer_id
    from contacts
    group by customer_id, offer_id
    having count(*) > 1
    union all
    select
        'the same products twice' as broken,
        customer_id
    from contacts
    group by customer_id, product_ids
    having count(*) > 1
    union all
    select
        'two offers of a group' as broken,
        contacts.customer_id
    from contacts
    inner join {{ ref('offers') }} as offers on contacts.offer_id = offers.offer_id
    where offers.exclusive_group is not null
    group by contacts.customer_id, offers.exclusive_group
    having count(*) > 1
{% endmacro %}
