-- One row per customer and offer of recommended products (new ones, ones to restock, or a reason to come back).
with

offers as (select * from {{ ref('offers') }}),

customers as (select * from {{ ref('customer_segments') }}),

products as (select * from {{ ref('products') }}),

hit_rates as (select * from {{ ref('recommendation_hit_rates') }}),

recommendations as (select * from {{ ref('customer_recommendations') }} where rank <= {{ var('n_offer_products') }}),

-- A customer who has not ordered for as long as the held-out days is measured by customers who had not either.
valued as (

    select
        recommendations.*,
        coalesce(hit_rates.hit_rate, 0) as probability,
        coalesce(products.mean_price, 0) as price
    from recommendations
    inner join customers on recommendations.customer_id = customers.customer_id
    inner join products on recommendations.product_id = products.product_id
    left join hit_rates
        on
            recommendations.recommendation_kind = hit_rates.recommendation_kind
            and recommendations.rank = hit_rates.rank
            and (customers.recency_days < {{ var('holdout_days') }}) = hit_rates.is_active

)

select
    valued.customer_id,
    offers.offer_id,
    array_agg(valued.product_id order by valued.rank) as product_ids,
    string_agg(valued.product_name, ', ' order by valued.rank) as product_names,
    cast(sum(cast(valued.probability * cast(valued.price as double) * (1 - offers.discount) as {{ column_type('money') }})) as {{ column_type('money') }}) as expected_value,
    cast(null as varchar) as rule_id,
    min_by(valued.because_product_id, valued.rank) as because_product_id,
    min_by(valued.evidence, valued.rank) as evidence,
    min_by(valued.reason, valued.rank) as evidence_sentence
from valued
inner join offers
    on valued.recommendation_kind = case offers.offer_kind when 'win_back' then 'replenish' else offers.offer_kind end
group by valued.customer_id, offers.offer_id
