-- One row per customer, offer they are eligible for and channel by which it may reach them: what it would bring and cost.
with

offered as (select * from {{ ref('offered_products') }}),

terms as (select * from {{ ref('offer_terms') }}),

permissions as (select * from {{ ref('contact_permissions') }}),

segments as (select * from {{ ref('customer_segments') }}),

-- Customers of equal expected value stand equally high.
customers as (

    select
        segments.customer_id,
        segments.segment,
        customer_value.lifecycle_stage,
        cast(
            rank() over (order by coalesce(customer_value.expected_value, 0) desc) as double
        ) / count(*) over () as top_value_share
    from segments
    left join {{ ref('customer_value') }} as customer_value on segments.customer_id = customer_value.customer_id

)

select
    offered.customer_id,
    terms.offer_id,
    terms.channel,
    terms.campaign_id,
    -- Twelve characters, which an engine keeps in place, tell the few product sets of a customer apart.
    substr(md5(cast(offered.product_ids as varchar)), 1, 12) as product_set,
    coalesce(terms.exclusive_group, 'offer ' || terms.offer_id) as exclusive_group,
    permissions.n_allowed,
    cast(terms.reach as double) as reach,
    offered.base_probability,
    offered.response_probability,
    offered.base_margin,
    offered.response_margin,
    terms.cost_per_contact as cost,
    cast(
        terms.reach * (offered.response_margin - offered.base_margin) - terms.cost_per_contact
        as {{ column_type('money') }}
    ) as expected_value
from offered
inner join terms on offered.offer_id = terms.offer_id
inner join permissions on offered.customer_id = permissions.customer_id and terms.channel = permissions.channel
inner join customers on offered.customer_id = customers.customer_id
where
    (terms.segments is null or list_contains(string_split(terms.segments, '|'), customers.segment))
    and (terms.not_segments is null or not list_contains(string_split(terms.not_segments, '|'), customers.segment))
    and (terms.stages is null or list_contains(string_split(terms.stages, '|'), customers.lifecycle_stage))
    and (terms.top_value_share is null or customers.top_value_share <= cast(terms.top_value_share as double))
