-- One row per order of a customer whom a campaign had contacted, with the one campaign that it counts for.
with

orders as (select * from {{ ref('order_margins') }}),

windows as (select * from {{ ref('campaign_windows') }}),

contacts as (select * from {{ ref('stg_contacts') }}),

responses as (select * from {{ ref('response_attribution') }} where status in ('counted', 'repeated') and is_participation),

touched as (

    select
        contacts.campaign_id,
        contacts.customer_id,
        coalesce({{ local_day('contacts.contacted_at') }}, windows.starts_on) as contacted_on,
        windows.starts_on,
        windows.counts_until
    from contacts
    inner join windows on contacts.campaign_id = windows.campaign_id
    where coalesce(contacts.arm, 'treatment') = 'treatment'

),

candidates as (

    select
        orders.order_id,
        orders.customer_id,
        orders.ordered_on,
        orders.revenue,
        orders.margin,
        touched.campaign_id,
        touched.contacted_on,
        max(responses.responded_on) as responded_on
    from orders
    inner join touched
        on
            orders.customer_id = touched.customer_id
            and orders.ordered_on >= touched.starts_on
            and orders.ordered_on >= touched.contacted_on
            and orders.ordered_on <= touched.counts_until
    left join responses
        on
            touched.campaign_id = responses.campaign_id
            and touched.customer_id = responses.customer_id
            and orders.ordered_on >= responses.responded_on
    group by all

)

-- The campaign that the customer answered last, else the one that reached them last.
select
    order_id,
    customer_id,
    ordered_on,
    campaign_id,
    responded_on is not null as has_responded,
    count(*) over (partition by order_id, customer_id, ordered_on) as n_campaigns,
    revenue,
    margin
from candidates
qualify row_number() over (
    partition by order_id, customer_id, ordered_on
    order by responded_on desc nulls last, contacted_on desc, campaign_id
) = 1
