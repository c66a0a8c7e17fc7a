-- One row per customer and channel they were contacted by: how many contacts they took notice of, of those whose opens are known.
with

-- Before the window is over an opening may still come.
contacts as (

    select
        results.customer_id,
        results.channel,
        windows.starts_on,
        results.has_opened,
        results.has_opened or results.has_participated as is_noticed
    from {{ ref('contact_results') }} as results
    inner join {{ ref('campaign_windows') }} as windows on results.campaign_id = windows.campaign_id
    inner join {{ ref('today') }} as today on windows.counts_until <= today.as_of
    where results.arm = 'treatment'

),

-- Opens are known from the first campaign on in which somebody opened.
known as (

    select
        channel,
        min(starts_on) as known_from
    from contacts
    where has_opened
    group by channel

)

select
    contacts.customer_id,
    contacts.channel,
    count(*) as n_contacts,
    count(known.channel) as n_known,
    count(known.channel) filter (where contacts.is_noticed) as n_noticed
from contacts
left join known on contacts.channel = known.channel and contacts.starts_on >= known.known_from
group by contacts.customer_id, contacts.channel
