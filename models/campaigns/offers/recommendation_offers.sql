-- One row per customer and offer of recommended products (new ones, ones to restock, a reason to come back, or those of a list).
with

offers as (

    select distinct
        offer_id,
        offer_kind,
        -- Each offer of a list names products of its own.
        case when recommends = 'list' then 'offer ' || offer_id else recommends end as source,
        discount,
        margin,
        assumed_lift
    from {{ ref('offer_terms') }}
    where recommends <> 'bundle'

),

products as (select * from {{ ref('recommendation_chances') }}),

-- Products can share a name (flavours, say): it stands once, with their number.
named as (

    select
        customer_id,
        source,
        product_name || case when count(*) > 1 then ' (' || count(*) || ' kinds)' else '' end as product_name,
        min(rank) as rank
    from products
    group by customer_id, source, product_name

),

names as (

    select
        customer_id,
        source,
        string_agg(product_name, ', ' order by rank) as product_names
    from named
    group by customer_id, source

),

-- Who sees the offer buys each product assumed_lift times as often; the discount goes to those, too, who would have bought.
offered as (

    select
        products.* exclude (margin),
        offers.offer_id,
        offers.discount,
        coalesce(cast(offers.margin * products.price as {{ column_type('money') }}), products.margin) as margin,
        least(1, products.base_probability * cast(offers.assumed_lift as double)) as response_probability
    from products
    inner join offers on products.source = offers.source
    where offers.offer_kind <> 'win_back' or products.is_overdue

),

summed as (

    select
        customer_id,
        source,
        offer_id,
        array_agg(product_id order by rank) as product_ids,
        {{ any_of('base_probability', 'rank') }} as base_probability,
        {{ any_of('response_probability', 'rank') }} as response_probability,
        sum(cast(base_probability * cast(margin as double) as {{ column_type('money') }})) as base_margin,
        sum(
            cast(response_probability * cast(margin - price * discount as double) as {{ column_type('money') }})
        ) as response_margin,
        min_by(because_product_id, rank) as because_product_id,
        min_by(evidence, rank) as evidence,
        min_by(product_name || ': ' || lower(left(reason, 1)) || substr(reason, 2), rank) as evidence_in_words
    from offered
    group by customer_id, source, offer_id

)

select
    summed.customer_id,
    summed.offer_id,
    summed.product_ids,
    names.product_names,
    summed.base_probability,
    summed.response_probability,
    cast(summed.base_margin as {{ column_type('money') }}) as base_margin,
    cast(summed.response_margin as {{ column_type('money') }}) as response_margin,
    cast(null as varchar) as rule_id,
    summed.because_product_id,
    summed.evidence,
    summed.evidence_in_words
from summed
inner join names
    on summed.customer_id = names.customer_id and summed.source = names.source
