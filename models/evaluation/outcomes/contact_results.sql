-- One row per campaign and customer contacted or held out: what they did, what it cost, and what counts for this campaign alone.
with

outcomes as (

    select *
    from {{ ref('campaign_outcomes') }}
    where arm <> 'not contacted' and campaign_id <> '{{ all_campaigns() }}'

),

contacts as (select * from {{ ref('stg_contacts') }}),

campaigns as (select * from {{ ref('stg_campaigns') }}),

windows as (select * from {{ ref('campaign_windows') }}),

treated as (

    select
        campaign_id,
        count(*) as n_treatment
    from outcomes
    where arm = 'treatment'
    group by campaign_id

),

-- Whom another campaign reached in days that count for both.
overlapped as (

    select distinct
        outcomes.campaign_id,
        outcomes.customer_id
    from outcomes
    inner join windows on outcomes.campaign_id = windows.campaign_id
    inner join outcomes as others
        on
            outcomes.customer_id = others.customer_id
            and outcomes.campaign_id <> others.campaign_id
            and others.arm = 'treatment'
    inner join windows as other_windows
        on
            others.campaign_id = other_windows.campaign_id
            and windows.counts_until >= other_windows.starts_on
            and windows.starts_on <= other_windows.counts_until

),

attributed as (

    select
        campaign_id,
        customer_id,
        count(*) filter (where is_purchase) as n_orders,
        sum(revenue) as revenue,
        sum(margin) as margin
    from {{ ref('attributed_orders') }}
    group by campaign_id, customer_id

),

-- A consent that was taken back in the window is an unsubscription as well.
withdrawn as (

    select
        consents.customer_id,
        consents.channel,
        {{ local_day('consents.updated_at') }} as withdrawn_on
    from {{ ref('stg_consents') }} as consents
    where not consents.allowed

)

select
    outcomes.campaign_id,
    outcomes.customer_id,
    outcomes.arm,
    past_behaviour.past_segment as segment,
    coalesce(contacts.offer_id, campaigns.offer_id, 'not known') as offer_id,
    coalesce(contacts.channel, campaigns.channel, 'not known') as channel,
    outcomes.has_participated,
    coalesce(responses.has_opened, false) as has_opened,
    coalesce(responses.has_clicked, false) as has_clicked,
    coalesce(responses.has_redeemed, false) as has_redeemed,
    coalesce(responses.is_late, false) as is_late,
    coalesce(responses.has_unsubscribed, false) or withdrawn.customer_id is not null as has_unsubscribed,
    outcomes.has_converted,
    outcomes.n_orders,
    outcomes.revenue,
    outcomes.margin,
    outcomes.revenue_before,
    coalesce(satisfaction.n_surveys, 0) as n_surveys,
    coalesce(satisfaction.sum_of_surveys, 0) as sum_of_surveys,
    coalesce(satisfaction.n_ratings, 0) as n_ratings,
    coalesce(satisfaction.sum_of_ratings, 0) as sum_of_ratings,
    overlapped.customer_id is not null as is_overlapping,
    coalesce(attributed.n_orders, 0) as attributed_orders,
    coalesce(attributed.revenue, 0) as attributed_revenue,
    coalesce(attributed.margin, 0) as attributed_margin,
    -- A campaign costs what it costs, each customer contacted alike.
    case
        when outcomes.arm = 'treatment' then cast(cast(campaigns.cost as double) / treated.n_treatment as decimal(38, 9))
        when campaigns.cost is not null then 0
    end as cost
from outcomes
inner join campaigns on outcomes.campaign_id = campaigns.campaign_id
inner join windows on outcomes.campaign_id = windows.campaign_id
inner join contacts on outcomes.campaign_id = contacts.campaign_id and outcomes.customer_id = contacts.customer_id
inner join {{ ref('past_behaviour') }} as past_behaviour
    on outcomes.campaign_id = past_behaviour.campaign_id and outcomes.customer_id = past_behaviour.customer_id
left join treated on outcomes.campaign_id = treated.campaign_id
left join overlapped on outcomes.campaign_id = overlapped.campaign_id and outcomes.customer_id = overlapped.customer_id
left join attributed on outcomes.campaign_id = attributed.campaign_id and outcomes.customer_id = attributed.customer_id
-- Of who was held out none is looked for; as a condition of its own that would make the join a nested loop.
left join withdrawn
    on
        case when outcomes.arm = 'treatment' then outcomes.customer_id end = withdrawn.customer_id
        and withdrawn.channel = coalesce(contacts.channel, campaigns.channel)
        and withdrawn.withdrawn_on between windows.starts_on and windows.counts_until
left join {{ ref('contact_responses') }} as responses
    on outcomes.campaign_id = responses.campaign_id and outcomes.customer_id = responses.customer_id
left join {{ ref('contact_satisfaction') }} as satisfaction
    on outcomes.campaign_id = satisfaction.campaign_id and outcomes.customer_id = satisfaction.customer_id
