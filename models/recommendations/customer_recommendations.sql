-- One row per customer, kind of recommendation and rank: what to buy again (replenish) and what new (discover).
with

customers as (select * from {{ ref('customer_segments') }}),

products as (select * from {{ ref('products') }}),

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

replenish as (

    select
        customer_id,
        'replenish' as recommendation_kind,
        rank,
        product_number,
        cast(decayed_orders as double) as score,
        'own_history' as evidence,
        product_number as because_number,
        cast(1 as double) as because_share,
        n_orders,
        last_ordered_on,
        cast(null as double) as segment_share
    from {{ ref('own_favourites') }}
    where history = 'all'

),

-- Neighbours speak only for customers of whom enough is known.
trusted as (

    select customer_id
    from customer_products
    group by customer_id
    having count(*) >= {{ var('min_customer_products') }}

),

resembling as (

    select
        neighbour_scores.customer_id,
        neighbour_scores.product_number,
        neighbour_scores.score,
        neighbour_scores.rank,
        neighbour_scores.because_number,
        neighbour_scores.because_share
    from {{ ref('neighbour_scores') }} as neighbour_scores
    semi join trusted on neighbour_scores.customer_id = trusted.customer_id
    where neighbour_scores.history = 'all' and neighbour_scores.is_new

),

-- What the segment buys fills the places that neighbours leave.
popular as (

    select
        customers.customer_id,
        popular_products.product_number,
        popular_products.share,
        popular_products.rank
    from customers
    inner join {{ ref('popular_products') }} as popular_products on customers.segment = popular_products.segment
    anti join customer_products
        on
            customers.customer_id = customer_products.customer_id
            and popular_products.product_number = customer_products.product_number
    anti join resembling
        on
            customers.customer_id = resembling.customer_id
            and popular_products.product_number = resembling.product_number

),

new_products as (

    select
        customer_id,
        product_number,
        score,
        'similar_products' as evidence,
        1 as evidence_order,
        rank,
        because_number,
        because_share,
        cast(null as double) as segment_share
    from resembling

    union all

    select
        customer_id,
        product_number,
        share as score,
        'segment_popularity' as evidence,
        2 as evidence_order,
        rank,
        cast(null as integer) as because_number,
        cast(null as double) as because_share,
        share as segment_share
    from popular

),

discover as (

    select
        customer_id,
        'discover' as recommendation_kind,
        row_number() over (partition by customer_id order by evidence_order, rank) as place,
        product_number,
        score,
        evidence,
        because_number,
        because_share,
        cast(null as integer) as n_orders,
        cast(null as date) as last_ordered_on,
        segment_share
    from new_products
    qualify place <= {{ var('n_recommendations') }}

),

recommendations as (

    select * from replenish
    union all
    select * from discover

)

select
    recommendations.customer_id,
    recommendations.recommendation_kind,
    cast(recommendations.rank as integer) as rank,
    products.product_id,
    products.product_name,
    recommendations.score,
    recommendations.evidence,
    because.product_id as because_product_id,
    recommendations.because_share,
    case recommendations.evidence
        when 'own_history'
            then concat(
                'Bought ', recommendations.n_orders, case when recommendations.n_orders = 1 then ' time' else ' times' end,
                ', last on ', recommendations.last_ordered_on
            )
        when 'similar_products'
            then 'Because you bought ' || because.product_name
        else cast(round(100 * recommendations.segment_share) as integer) || ' % of the segment ' || customers.segment || ' buy it'
    end as reason,
    {{ build_id() }}
from recommendations
inner join customers on recommendations.customer_id = customers.customer_id
inner join products on recommendations.product_number = products.product_number
left join products as because on recommendations.because_number = because.product_number
