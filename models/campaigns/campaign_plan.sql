-- One row per customer and planned contact: which offer, for which products, why, and who is held out.
with

contacts as (select * from {{ ref('planned_contacts') }}),

offered as (select * from {{ ref('customer_offers') }}),

terms as (select * from {{ ref('offer_terms') }}),

customers as (select * from {{ ref('customer_segments') }})

select
    contacts.customer_id,
    contacts.campaign_id,
    contacts.offer_id,
    terms.offer_kind,
    terms.offer_name,
    terms.offer_name_zh,
    offered.product_ids,
    offered.product_names,
    cast(terms.discount as double) as discount,
    contacts.channel,
    cast(
        row_number() over (partition by contacts.customer_id order by contacts.expected_value desc, contacts.offer_id) as integer
    ) as priority,
    contacts.expected_value,
    contacts.short_term_value,
    contacts.long_term_value,
    contacts.cost,
    contacts.reach,
    offered.base_probability,
    contacts.response_probability,
    offered.responsiveness,
    offered.base_margin,
    contacts.response_margin,
    contacts.propensity,
    contacts.choice_propensity,
    contacts.n_explored is not null as is_exploration,
    contacts.is_holdout,
    contacts.is_global_holdout,
    terms.valid_from,
    terms.valid_to,
    customers.segment,
    customers.segment_zh,
    offered.evidence,
    offered.rule_id,
    offered.because_product_id,
    '"' || terms.offer_name || '"'
    || case when terms.discount > 0 then ', ' || cast(cast(round(100 * terms.discount) as integer) as varchar) || ' % off ' else ': ' end
    || offered.product_names || ', for the segment ' || customers.segment || ' – ' || offered.evidence_in_words || '.'
    || coalesce(' Drawn by lot among ' || contacts.n_explored || ' offers that they may get, so that the next plan knows more.', '') as reason
from contacts
inner join offered on contacts.customer_id = offered.customer_id and contacts.offer_id = offered.offer_id
inner join terms on contacts.offer_id = terms.offer_id and contacts.channel = terms.channel
inner join customers on contacts.customer_id = customers.customer_id
