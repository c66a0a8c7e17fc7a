-- One row per segment: how many customers, what they are worth, and how they shop.
with

customers as (select * from {{ ref('customer_segments') }}),

profiles as (

    select
        segment,
        min(segment_zh) as segment_zh,
        min(cluster) as cluster,
        count(*) as n_customers,
        {% for feature in [
            'recency_days', 'frequency', 'monetary', 'basket_value', 'basket_size', 'n_products', 'discount_share',
            'mean_days_between_orders', 'tenure_days'
        ] %}
        {{ exact_mean(feature) }} as mean_{{ feature | replace('mean_', '') }},
        {% endfor %}
        sum(monetary) as revenue
    from customers
    group by segment

),

favourites as (

    select
        segment,
        array_agg(product_id order by rank) as top_product_ids,
        string_agg(product_name, ', ' order by rank) as top_products
    from {{ ref('segment_products') }}
    group by segment

)

select
    profiles.segment,
    profiles.segment_zh,
    profiles.cluster,
    profiles.n_customers,
    cast(profiles.n_customers as double) / sum(profiles.n_customers) over () as customer_share,
    cast(profiles.revenue as {{ column_type('money') }}) as revenue,
    cast(profiles.revenue as double) / nullif(cast(sum(profiles.revenue) over () as double), 0) as revenue_share,
    profiles.mean_recency_days,
    profiles.mean_frequency,
    profiles.mean_monetary,
    profiles.mean_basket_value,
    profiles.mean_basket_size,
    profiles.mean_n_products,
    profiles.mean_discount_share,
    profiles.mean_days_between_orders,
    profiles.mean_tenure_days,
    favourites.top_product_ids,
    favourites.top_products
from profiles
left join favourites on profiles.segment = favourites.segment
