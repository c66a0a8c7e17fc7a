-- One row per campaign and customer contacted or held out: what they did, what it cost, and what counts for this campaign alone.
with

contacts as (

    select
        outcomes.*,
        windows.starts_on,
        windows.counts_until,
        coalesce(contacts.offer_id, windows.offer_id, 'not known') as offer_id,
        coalesce(contacts.channel, windows.channel, 'not known') as channel,
        cast(campaigns.cost as double) as campaign_cost,
        count(*) filter (where outcomes.arm = 'treatment') over (partition by outcomes.campaign_id) as n_treatment
    from {{ ref('campaign_outcomes') }} as outcomes
    inner join {{ ref('campaign_windows') }} as windows on outcomes.campaign_id = windows.campaign_id
    inner join {{ ref('stg_campaigns') }} as campaigns on outcomes.campaign_id = campaigns.campaign_id
    inner join {{ ref('stg_contacts') }} as contacts
        on outcomes.campaign_id = contacts.campaign_id and outcomes.customer_id = contacts.customer_id

),

answered as (

    select
        campaign_id,
        customer_id,
        count(*) filter (where status <> 'late' and response_kind = 'open') > 0 as has_opened,
        count(*) filter (where status <> 'late' and response_kind = 'click') > 0 as has_clicked,
        count(*) filter (where status <> 'late' and response_kind = 'redeem') > 0 as has_redeemed,
        count(*) filter (where status <> 'late' and response_kind = 'unsubscribe') > 0 as has_unsubscribed,
        count(*) filter (where status = 'late' and is_participation) > 0
        and count(*) filter (where status <> 'late' and is_participation) = 0 as is_late
    from {{ ref('response_attribution') }}
    where status in ('counted', 'repeated', 'late')
    group by campaign_id, customer_id

),

-- A consent that was taken back in the window is an unsubscription as well.
withdrawn as (

    select distinct
        contacts.campaign_id,
        contacts.customer_id
    from contacts
    inner join {{ ref('stg_consents') }} as consents
        on contacts.customer_id = consents.customer_id and contacts.channel = consents.channel
    where
        contacts.arm = 'treatment'
        and not consents.allowed
        and {{ local_day('consents.updated_at') }} between contacts.starts_on and contacts.counts_until

),

-- A survey belongs to the campaign that it names, whenever it is answered; a rating to those in whose window it falls.
-- Sums of decimals do not depend on the order; no scale goes as far as a billion.
surveyed as (

    select
        campaign_id,
        customer_id,
        count(*) as n_surveys,
        sum(cast(least(greatest(score, -1e9), 1e9) as decimal(38, 9))) as sum_of_surveys
    from {{ ref('stg_surveys') }}
    where score is not null
    group by campaign_id, customer_id

),

rated as (

    select
        contacts.campaign_id,
        contacts.customer_id,
        count(*) as n_ratings,
        sum(cast(least(greatest(ratings.rating, -1e9), 1e9) as decimal(38, 9))) as sum_of_ratings
    from contacts
    inner join {{ ref('stg_ratings') }} as ratings on contacts.customer_id = ratings.customer_id
    where {{ local_day('ratings.rated_at') }} between contacts.starts_on and contacts.counts_until
    group by contacts.campaign_id, contacts.customer_id

),

-- Whom another campaign reached in days that count for both.
overlapped as (

    select distinct
        contacts.campaign_id,
        contacts.customer_id
    from contacts
    inner join contacts as others
        on
            contacts.customer_id = others.customer_id
            and contacts.campaign_id <> others.campaign_id
            and contacts.counts_until >= others.starts_on
            and contacts.starts_on <= others.counts_until
    where others.arm = 'treatment'

),

attributed as (

    select
        campaign_id,
        customer_id,
        count(*) as n_orders,
        sum(revenue) as revenue,
        sum(margin) as margin
    from {{ ref('attributed_orders') }}
    group by campaign_id, customer_id

)

select
    contacts.campaign_id,
    contacts.customer_id,
    contacts.arm,
    past_behaviour.past_segment as segment,
    contacts.offer_id,
    contacts.channel,
    contacts.has_participated,
    coalesce(answered.has_opened, false) as has_opened,
    coalesce(answered.has_clicked, false) as has_clicked,
    coalesce(answered.has_redeemed, false) as has_redeemed,
    coalesce(answered.is_late, false) as is_late,
    coalesce(answered.has_unsubscribed, false) or withdrawn.customer_id is not null as has_unsubscribed,
    contacts.has_converted,
    contacts.n_orders,
    contacts.revenue,
    contacts.margin,
    contacts.revenue_before,
    coalesce(surveyed.n_surveys, 0) as n_surveys,
    coalesce(surveyed.sum_of_surveys, 0) as sum_of_surveys,
    coalesce(rated.n_ratings, 0) as n_ratings,
    coalesce(rated.sum_of_ratings, 0) as sum_of_ratings,
    overlapped.customer_id is not null as is_overlapping,
    coalesce(attributed.n_orders, 0) as attributed_orders,
    coalesce(attributed.revenue, 0) as attributed_revenue,
    coalesce(attributed.margin, 0) as attributed_margin,
    -- A campaign costs what it costs, each customer contacted alike.
    case
        when contacts.arm = 'treatment' then cast(contacts.campaign_cost / contacts.n_treatment as decimal(38, 9))
        when contacts.campaign_cost is not null then 0
    end as cost
from contacts
inner join {{ ref('past_behaviour') }} as past_behaviour
    on contacts.campaign_id = past_behaviour.campaign_id and contacts.customer_id = past_behaviour.customer_id
{% for kind in ['answered', 'withdrawn', 'surveyed', 'rated', 'overlapped', 'attributed'] %}
left join {{ kind }} on contacts.campaign_id = {{ kind }}.campaign_id and contacts.customer_id = {{ kind }}.customer_id
{% endfor %}
