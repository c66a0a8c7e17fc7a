-- One row per contact or holdout of a finished campaign whose propensities are all known: what was done, how likely, what came of it.
with

contacts as (select * from {{ ref('stg_contacts') }}),

results as (select * from {{ ref('contact_results') }}),

segments as (select * from {{ ref('contact_segments') }}),

finished as (

    select windows.campaign_id
    from {{ ref('campaign_windows') }} as windows
    inner join {{ ref('today') }} as today on windows.counts_until <= today.as_of

),

known as (

    select campaign_id
    from contacts
    group by campaign_id
    having count(*) = count(propensity)

)

-- Halves, drawn by customer, so that what is foretold of one is never learned from itself.
select
    results.campaign_id,
    results.customer_id,
    segments.segment,
    case when results.arm = 'treatment' then results.offer_id else 'none' end as offer_id,
    contacts.propensity,
    coalesce(contacts.choice_propensity, 1) as choice_propensity,
    {{ hash_share(["'half'", 'results.customer_id']) }} < 0.5 as is_first_half,
    cast(results.has_participated as integer) as participation,
    cast(results.has_converted as integer) as conversion,
    cast(results.revenue as double) as revenue,
    cast(results.margin as double) as margin
from results
semi join finished on results.campaign_id = finished.campaign_id
semi join known on results.campaign_id = known.campaign_id
inner join contacts on results.campaign_id = contacts.campaign_id and results.customer_id = contacts.customer_id
inner join segments on results.campaign_id = segments.campaign_id and results.customer_id = segments.customer_id
where segments.segment is not null and (results.arm = 'control' or results.offer_id <> 'not known')
