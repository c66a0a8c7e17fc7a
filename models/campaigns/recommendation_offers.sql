-- One row per customer and offer of recommended products (new ones, ones to restock, or a reason to come back).
with

offers as (select * from {{ ref('offers') }}),

customers as (select * from {{ ref('customer_segments') }}),

products as (select * from {{ ref('products') }}),

hit_rates as (select * from {{ ref('recommendation_hit_rates') }}),

recommendations as (select * from {{ ref('customer_recommendations') }} where rank <= {{ var('n_offer_products') }}),

-- A customer who has not ordered for as long as the held-out days is measured by customers who had not either.
-- Back is won who has stayed away for some of their own cycles; who ordered on one day only has no cycle yet.
valued as (

    select
        recommendations.*,
        coalesce(hit_rates.hit_rate, 0) as probability,
        coalesce(products.mean_price, 0) as price,
        customers.recency_days >= {{ var('overdue_cycles') }} * coalesce(customers.mean_days_between_orders, 0) as is_overdue
    from recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
    inner join products on recommendations.product_id = products.product_id
    left join hit_rates
        on
            recommendations.recommendation_kind = hit_rates.recommendation_kind
            and recommendations.rank = hit_rates.rank
            and (customers.recency_days < {{ var('holdout_days') }}) = hit_rates.is_active

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

offered as (

    select
        valued.customer_id,
        valued.recommendation_kind,
        offers.offer_id,
        array_agg(valued.product_id order by valued.rank) as product_ids,
        sum(
            cast(valued.probability * cast(valued.price as double) * (1 - offers.discount) as {{ column_type('money') }})
        ) as expected_value,
        min_by(valued.because_product_id, valued.rank) as because_product_id,
        min_by(valued.evidence, valued.rank) as evidence,
        min_by(
            valued.product_name || ': ' || lower(left(valued.reason, 1)) || substr(valued.reason, 2), valued.rank
        ) as evidence_in_words
    from valued
    inner join offers
        on valued.recommendation_kind = case offers.offer_kind when 'win_back' then 'replenish' else offers.offer_kind end
    where offers.offer_kind <> 'win_back' or valued.is_overdue
    group by valued.customer_id, valued.recommendation_kind, offers.offer_id

)

select
    offered.customer_id,
    offered.offer_id,
    offered.product_ids,
    names.product_names,
    cast(offered.expected_value as {{ column_type('money') }}) as expected_value,
    cast(null as varchar) as rule_id,
    offered.because_product_id,
    offered.evidence,
    offered.evidence_in_words
from offered
inner join names
    on offered.customer_id = names.customer_id and offered.recommendation_kind = names.recommendation_kind
