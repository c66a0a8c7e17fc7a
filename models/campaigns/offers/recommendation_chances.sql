-- One row per customer, source of products (what is recommended to them again, or new, or the list of an offer) and rank: its chance and margin.
with

recommendations as (select * from {{ ref('customer_recommendations') }}),

customers as (select * from {{ ref('customer_segments') }}),

products as (select * from {{ ref('product_margins') }}),

hit_rates as (select * from {{ ref('recommendation_hit_rates') }})

-- A customer who has not ordered for as long as the held-out days is measured by customers who had not either.
-- Back is won who has stayed away for some of their own cycles; who ordered on one day only has no cycle yet.
select
    recommendations.customer_id,
    recommendations.recommendation_kind as source,
    recommendations.rank,
    recommendations.product_id,
    recommendations.product_name,
    coalesce(hit_rates.hit_rate, 0) as base_probability,
    products.price,
    products.margin,
    customers.recency_days >= {{ setting('overdue_cycles') }} * coalesce(customers.mean_days_between_orders, 0) as is_overdue,
    recommendations.because_product_id,
    recommendations.evidence,
    recommendations.reason
from recommendations
inner join customers on recommendations.customer_id = customers.customer_id
inner join products on recommendations.product_id = products.product_id
left join hit_rates
    on
        recommendations.recommendation_kind = hit_rates.recommendation_kind
        and recommendations.rank = hit_rates.rank
        and (customers.recency_days < {{ setting('holdout_days') }}) = hit_rates.is_active
qualify
    row_number() over (
        partition by recommendations.customer_id, recommendations.recommendation_kind order by recommendations.rank
    ) <= {{ setting('n_offer_products') }}

union all

select
    customer_id,
    'offer ' || offer_id as source,
    rank,
    product_id,
    product_name,
    base_probability,
    price,
    margin,
    true as is_overdue,
    because_product_id,
    evidence,
    reason
from {{ ref('list_audiences') }}
