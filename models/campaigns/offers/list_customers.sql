-- One row per offer of a list and customer who may get it, with whether they would be contacted or held out.
with

terms as (select * from {{ ref('offer_terms') }} where recommends = 'list'),

offers as (

    select distinct
        offer_id,
        campaign_id,
        product_list,
        valid_days,
        segments,
        not_segments,
        stages,
        top_value_share
    from terms

),

permitted as (

    select distinct
        terms.offer_id,
        permissions.customer_id
    from {{ ref('contact_permissions') }} as permissions
    inner join terms on permissions.channel = terms.channel

),

customers as (

    select
        segments.customer_id,
        segments.segment,
        customer_value.lifecycle_stage,
        {{ top_value_share('customer_value.expected_value') }} as top_value_share
    from {{ ref('customer_segments') }} as segments
    left join {{ ref('customer_value') }} as customer_value on segments.customer_id = customer_value.customer_id

)

-- Who is held out uses nothing.
select
    customers.customer_id,
    offers.offer_id,
    offers.product_list,
    offers.valid_days,
    case
        when {{ is_held_out('customers.customer_id') }} or {{ is_held_out('customers.customer_id', 'offers.campaign_id') }} then 0
        else 1
    end as n_contacts
from customers
cross join offers
semi join permitted on customers.customer_id = permitted.customer_id and offers.offer_id = permitted.offer_id
anti join {{ ref('offer_choices') }} as stopped
    on offers.offer_id = stopped.offer_id and customers.segment = stopped.segment and stopped.is_stopped
where {{ is_eligible('offers', 'customers') }}
