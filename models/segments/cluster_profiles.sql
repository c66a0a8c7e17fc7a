-- One row per cluster and feature: where its typical customer stands among all customers.
with

customers as (select * from {{ ref('customer_features') }}),

clusters as (select * from {{ ref('customer_clusters') }}),

-- The share of customers with a smaller value, ties in the middle: no unit, no outlier, easy to say.
ranked as (

    {% for feature in segment_rule_features() %}
    select
        customer_id,
        '{{ feature }}' as feature,
        (rank() over (order by {{ feature }}) - 1 + (count(*) over (partition by {{ feature }}) - 1) / 2.0)
        / greatest(count(*) over () - 1, 1) as standing
    from customers
    where {{ feature }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    clusters.cluster,
    ranked.feature,
    count(*) as n_customers,
    median(ranked.standing) as standing
from ranked
inner join clusters on ranked.customer_id = clusters.customer_id
group by clusters.cluster, ranked.feature
