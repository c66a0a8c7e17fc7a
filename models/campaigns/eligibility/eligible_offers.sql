-- One row per customer, offer and channel: what they may get now, for they may be contacted, the offer is for such as them, and not stopped.
with

offers as (select * from {{ ref('offer_terms') }}),

permissions as (select * from {{ ref('contact_permissions') }} where n_allowed > 0),

-- Of all customers, the share who are worth at least as much; those worth the same stand equally high.
customers as (

    select
        segments.customer_id,
        segments.segment,
        customer_value.lifecycle_stage,
        cast(rank() over (order by coalesce(customer_value.expected_value, 0) desc) as double) / count(*) over () as top_value_share
    from {{ ref('customer_segments') }} as segments
    left join {{ ref('customer_value') }} as customer_value on segments.customer_id = customer_value.customer_id

)

select
    customers.customer_id,
    offers.offer_id,
    offers.channel,
    permissions.n_allowed
from customers
inner join permissions on customers.customer_id = permissions.customer_id
inner join offers on permissions.channel = offers.channel
anti join {{ ref('offer_choices') }} as stopped
    on offers.offer_id = stopped.offer_id and customers.segment = stopped.segment and stopped.is_stopped
where
    (offers.segments is null or list_contains(string_split(offers.segments, '|'), customers.segment))
    and (offers.not_segments is null or not list_contains(string_split(offers.not_segments, '|'), customers.segment))
    and (offers.stages is null or list_contains(string_split(offers.stages, '|'), customers.lifecycle_stage))
    and (offers.top_value_share is null or customers.top_value_share <= cast(offers.top_value_share as double))
