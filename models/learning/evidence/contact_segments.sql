-- One row per campaign and customer contacted or held out, with the segment that they were in when it was planned.
-- depends_on: {{ ref('today') }}, which a conditional block hides.
{% set memory = last_build_of('plan_memory', ['campaign_id', 'customer_id', 'segment', 'shop', 'as_of']) %}
with

contacts as (select * from {{ ref('stg_contacts') }}),

{% if memory %}
today as (select * from {{ ref('today') }}),

{% endif %}
planned as (

    {% if memory %}
    select
        kept.campaign_id,
        kept.customer_id,
        max_by(kept.segment, kept.as_of) as segment
    from {{ memory }} as kept
    inner join today on kept.as_of < today.as_of
    where kept.shop = '{{ setting("shop") }}'
    group by kept.campaign_id, kept.customer_id
    {% else %}
    select
        campaign_id,
        cast(customer_id as varchar) as customer_id,
        segment
    from contacts
    where false
    {% endif %}

)

-- Not the segment of today: who answered an offer to come back is no longer away.
select
    contacts.campaign_id,
    contacts.customer_id,
    coalesce(contacts.segment, planned.segment) as segment
from contacts
left join planned
    on contacts.campaign_id = planned.campaign_id and cast(contacts.customer_id as varchar) = planned.customer_id
