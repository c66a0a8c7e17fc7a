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
        {{ levelled(feature) }} as value,
        {{ setting('min_log_spread') if is_skewed(feature) else setting('min_share_spread') }} as least_spread,
        (rank() over (order by {{ feature }}) - 1 + (count(*) over (partition by {{ feature }}) - 1) / 2.0)
        / greatest(count(*) over () - 1, 1) as standing
    from customers
    where {{ feature }} is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Where all are equally old nobody is new, however they rank.
spreads as (

    select
        feature,
        {{ exact_mean('value * value') }} - power({{ exact_mean('value') }}, 2) >= power(max(least_spread), 2) as tells_apart
    from ranked
    group by feature

)

select
    clusters.cluster,
    ranked.feature,
    count(*) as n_customers,
    median(ranked.standing) as standing,
    case when any_value(spreads.tells_apart) then median(ranked.standing) else 0 end as surely_at_least,
    case when any_value(spreads.tells_apart) then median(ranked.standing) else 1 end as surely_at_most
from ranked
inner join clusters on ranked.customer_id = clusters.customer_id
inner join spreads on ranked.feature = spreads.feature
group by clusters.cluster, ranked.feature
