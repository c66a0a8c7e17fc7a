-- One row per customer and offer of recommended products (new ones, ones to restock, a reason to come back, or those of a list).
with

offers as (

    select distinct
        offer_id,
        offer_kind,
        -- Each offer of a list names products of its own.
        case when recommends = 'list' then 'offer ' || offer_id else recommends end as recommends,
        discount,
        margin,
        assumed_lift
    from {{ ref('offer_terms') }}
    where recommends <> 'bundle'

),

customers as (select * from {{ ref('customer_segments') }}),

products as (select * from {{ ref('product_margins') }}),

hit_rates as (select * from {{ ref('recommendation_hit_rates') }}),

-- A customer who has not ordered for as long as the held-out days is measured by customers who had not either.
-- Back is won who has stayed away for some of their own cycles; who ordered on one day only has no cycle yet.
valued as (

    select
        recommendations.customer_id,
        recommendations.recommendation_kind,
        recommendations.rank,
        recommendations.product_id,
        recommendations.product_name,
        recommendations.because_product_id,
        recommendations.evidence,
        recommendations.reason,
        coalesce(hit_rates.hit_rate, 0) as base_probability,
        products.price,
        products.margin,
        customers.recency_days >= {{ var('overdue_cycles') }} * coalesce(customers.mean_days_between_orders, 0) as is_overdue
    from {{ ref('customer_recommendations') }} as recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
    inner join products on recommendations.product_id = products.product_id
    left join hit_rates
        on
            recommendations.recommendation_kind = hit_rates.recommendation_kind
            and recommendations.rank = hit_rates.rank
            and (customers.recency_days < {{ var('holdout_days') }}) = hit_rates.is_active
    qualify
        row_number() over (
            partition by recommendations.customer_id, recommendations.recommendation_kind order by recommendations.rank
        ) <= {{ var('n_offer_products') }}

    union all

    select
        customer_id,
        'offer ' || offer_id as recommendation_kind,
        rank,
        product_id,
        product_name,
        because_product_id,
        evidence,
        reason,
        base_probability,
        price,
        margin,
        true as is_overdue
    from {{ ref('list_audiences') }}

),

-- Products can share a name (flavours, say): it stands once, with their number.
named as (

    select
        customer_id,
        recommendation_kind,
        product_name || case when count(*) > 1 then ' (' || count(*) || ' kinds)' else '' end as product_name,
        min(rank) as rank
    from valued
    group by customer_id, recommendation_kind, product_name

),

names as (

    select
        customer_id,
        recommendation_kind,
        string_agg(product_name, ', ' order by rank) as product_names
    from named
    group by customer_id, recommendation_kind

),

-- Who sees the offer buys each product assumed_lift times as often; the discount goes to those, too, who would have bought.
offered as (

    select
        valued.* exclude (margin),
        offers.offer_id,
        offers.discount,
        coalesce(cast(offers.margin * valued.price as {{ column_type('money') }}), valued.margin) as margin,
        least(1, valued.base_probability * cast(offers.assumed_lift as double)) as response_probability
    from valued
    inner join offers on valued.recommendation_kind = offers.recommends
    where offers.offer_kind <> 'win_back' or valued.is_overdue

),

summed as (

    select
        customer_id,
        recommendation_kind,
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
    group by customer_id, recommendation_kind, offer_id

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
    on summed.customer_id = names.customer_id and summed.recommendation_kind = names.recommendation_kind
