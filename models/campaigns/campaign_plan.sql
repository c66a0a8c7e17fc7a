-- One row per customer and planned contact: which offer, for which products, why, and who is held out.
with

choices as (select * from {{ ref('plan_choices') }}),

offered as (select * from {{ ref('offered_products') }}),

terms as (select * from {{ ref('offer_terms') }}),

customers as (select * from {{ ref('customer_segments') }})

select
    choices.customer_id,
    choices.campaign_id,
    choices.offer_id,
    terms.offer_kind,
    terms.offer_name,
    terms.offer_name_zh,
    offered.product_ids,
    offered.product_names,
    cast(terms.discount as double) as discount,
    choices.channel,
    cast(
        row_number() over (partition by choices.customer_id order by choices.expected_value desc, choices.offer_id) as integer
    ) as priority,
    choices.expected_value,
    choices.cost,
    cast(terms.reach as double) as reach,
    offered.base_probability,
    offered.response_probability,
    offered.base_margin,
    offered.response_margin,
    (1 - cast({{ var('global_holdout_share') }} as double)) * (1 - cast({{ var('holdout_share') }} as double)) as propensity,
    choices.is_global_holdout or choices.is_campaign_holdout as is_holdout,
    choices.is_global_holdout,
    terms.valid_from,
    terms.valid_to,
    customers.segment,
    customers.segment_zh,
    offered.evidence,
    offered.rule_id,
    offered.because_product_id,
    '"' || terms.offer_name || '", ' || cast(cast(round(100 * terms.discount) as integer) as varchar) || ' % off '
    || offered.product_names || ', for the segment ' || customers.segment || ' – ' || offered.evidence_in_words || '.' as reason,
    {{ build_id() }}
from choices
inner join offered on choices.customer_id = offered.customer_id and choices.offer_id = offered.offer_id
inner join terms on choices.offer_id = terms.offer_id and choices.channel = terms.channel
inner join customers on choices.customer_id = customers.customer_id
