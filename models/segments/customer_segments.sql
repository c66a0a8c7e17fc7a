-- One row per customer: the segment they belong to, and what kind of shopper they are.
with

customers as (select * from {{ ref('customer_features') }}),

clusters as (select * from {{ ref('customer_clusters') }}),

names as (select * from {{ ref('segment_names') }})

select
    customers.customer_id,
    clusters.cluster,
    names.segment,
    names.segment_zh,
    customers.recency_days,
    customers.frequency,
    customers.monetary,
    customers.recency_score,
    customers.frequency_score,
    customers.monetary_score,
    customers.basket_value,
    customers.basket_size,
    customers.n_products,
    customers.discount_share,
    customers.mean_days_between_orders,
    customers.tenure_days,
    customers.first_order_on,
    customers.last_order_on,
    customers.preferred_category,
    customers.preferred_channel,
    next_names.segment as next_segment,
    clusters.distance,
    clusters.distance_ratio,
    outliers.customer_id is not null as is_outlier,
    grid.rfm_segment,
    grid.rfm_segment_zh
from customers
inner join clusters on customers.customer_id = clusters.customer_id
inner join names on clusters.cluster = names.cluster
left join names as next_names on clusters.next_cluster = next_names.cluster
left join {{ ref('rfm_grid') }} as grid
    on
        customers.recency_score = grid.recency_score
        and cast(ceil((customers.frequency_score + customers.monetary_score) / 2.0) as integer) = grid.frequency_monetary_score
left join {{ ref('customer_outliers') }} as outliers on customers.customer_id = outliers.customer_id
