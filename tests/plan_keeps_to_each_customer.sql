-- What a customer may not get, and holdouts that were not drawn: stated from the inputs, not as eligible_offers and contact_permissions do.
with

contacts as (select * from {{ ref('campaign_plan') }}),

offers as (select * from {{ ref('offers') }}),

preferences as (select * from {{ ref('customer_preferences') }}),

past as (

    select
        contacts.customer_id,
        contacts.channel,
        today.as_of - {{ local_day('coalesce(contacts.contacted_at, campaigns.starts_at)') }} as days_ago
    from {{ ref('stg_contacts') }} as contacts
    inner join {{ ref('stg_campaigns') }} as campaigns on contacts.campaign_id = campaigns.campaign_id
    cross join {{ ref('today') }} as today
    where contacts.arm is distinct from 'control'

),

yeses as (select * from {{ ref('stg_consents') }} where allowed),

-- What is no yes, be it unreadable; that a row says the same as another one is no fault of it.
noes as (

    select *
    from {{ ref('checked_consents') }}
    where allowed is not true or coalesce(reject_reason, 'another row') not like '%another row%'

),

withdrawn as (

    select
        yeses.customer_id,
        yeses.channel
    from yeses
    inner join noes on yeses.customer_id = noes.customer_id
    where
        coalesce(noes.channel, yeses.channel) = yeses.channel
        and coalesce(noes.updated_at, yeses.updated_at) >= yeses.updated_at

),

both_times as (

    select customer_id
    from contacts
    union all
    select past.customer_id
    from past
    where past.days_ago < {{ setting('contact_window_days') }} and past.customer_id in (select contacts.customer_id from contacts)

),

-- How many customers are worth more than each.
customers as (

    select
        segments.customer_id,
        '|' || segments.segment || '|' as segment,
        '|' || coalesce(customer_value.lifecycle_stage, 'unknown') || '|' as stage,
        count(*) over (
            order by coalesce(customer_value.expected_value, 0) desc groups between unbounded preceding and 1 preceding
        ) as n_better,
        count(*) over () as n_customers
    from {{ ref('customer_segments') }} as segments
    left join {{ ref('customer_value') }} as customer_value on segments.customer_id = customer_value.customer_id

)

select
    'no consent' as broken,
    contacts.customer_id
from contacts
anti join yeses on contacts.customer_id = yeses.customer_id and contacts.channel = yeses.channel
where {{ brings('consents') }}
union all
select
    'no consent' as broken,
    contacts.customer_id
from contacts
semi join withdrawn on contacts.customer_id = withdrawn.customer_id and contacts.channel = withdrawn.channel
union all
select
    'asked not to be contacted' as broken,
    contacts.customer_id
from contacts
inner join preferences
    on
        contacts.customer_id = preferences.customer_id
        and coalesce(preferences.channel, contacts.channel) = contacts.channel
where preferences.preference = 'do not contact'
union all
select
    'suppressed' as broken,
    customer_id
from contacts
where
    -- In whatever case, with whatever zeros and blanks before it.
    lower(ltrim(cast(customer_id as varchar), ' 0'))
    in (select lower(ltrim(trim(suppressed.customer_id), ' 0')) from {{ ref('suppressed_customers') }} as suppressed)
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
    both_times.customer_id
from both_times
group by both_times.customer_id
having
    count(*) > {{ setting('max_offers_per_customer') }}
    or count(*) > 1 and both_times.customer_id in (select preferences.customer_id from preferences where preferences.preference = 'contact less')
union all
select
    'an offer that is not for them' as broken,
    contacts.customer_id
from contacts
inner join offers on contacts.offer_id = offers.offer_id
inner join customers on contacts.customer_id = customers.customer_id
where
    not contains('|' || coalesce(offers.segments, trim(customers.segment, '|')) || '|', customers.segment)
    or contains('|' || offers.not_segments || '|', customers.segment)
    or not contains('|' || coalesce(offers.stages, trim(customers.stage, '|')) || '|', customers.stage)
    or customers.n_better + 1 > cast(offers.top_value_share as double) * customers.n_customers + 1e-6
union all
select
    'an offer that is stopped' as broken,
    contacts.customer_id
from contacts
inner join {{ ref('offer_choices') }} as choices on contacts.segment = choices.segment and contacts.offer_id = choices.offer_id
where choices.is_stopped
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
inner join offers on contacts.offer_id = offers.offer_id
where offers.exclusive_group is not null
group by contacts.customer_id, offers.exclusive_group
having count(*) > 1
union all
select
    'a holdout that was not drawn' as broken,
    customer_id
from contacts
where is_holdout <> ({{ is_held_out('customer_id') }} or {{ is_held_out('customer_id', 'campaign_id') }})
