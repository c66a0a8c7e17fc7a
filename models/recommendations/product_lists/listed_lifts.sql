-- One row per customer and listed product: how many times as likely as the mean customer they are to want it, and why.
with

rates as (select * from {{ ref('listed_base_rates') }}),

likeness as (select * from {{ ref('listed_likeness') }}),

tastes as (select * from {{ ref('listed_tastes') }}),

-- What is known of a product, when nothing is known of a customer: that they are not like it.
likened as (select distinct product_number from likeness),

tasted as (select distinct product_number from tastes),

segments as (

    select
        customer_id,
        segment,
        count(*) over (partition by segment) as n_customers
    from {{ ref('customer_segments') }}

),

segment_buyers as (

    select
        segments.segment,
        own.product_number,
        count(*) as n_customers
    from {{ ref('customer_products') }} as own
    inner join segments on own.customer_id = segments.customer_id
    semi join rates on own.product_number = rates.product_number
    where own.history = 'all'
    group by segments.segment, own.product_number

),

-- Each segment is thought to hold var min_crowd customers of all besides, as in crowd_recommendations.
parts as (

    select
        segments.customer_id,
        segments.segment,
        rates.product_number,
        case when likened.product_number is not null then coalesce(likeness.share, 0) * rates.n_shop_customers end as likeness_lift,
        case when tasted.product_number is not null then coalesce(tastes.share, 0) * rates.n_shop_customers end as taste_lift,
        (
            coalesce(cast(segment_buyers.n_customers as double) * rates.n_shop_customers / nullif(rates.n_customers, 0), 1)
            + {{ setting('min_crowd') }}
        ) / (case when rates.n_customers > 0 then segments.n_customers else 1 end + {{ setting('min_crowd') }}) as segment_lift,
        likeness.because_term,
        likeness.because_share as likeness_share,
        tastes.because_number,
        tastes.because_share as taste_share
    from segments
    cross join rates
    left join likened on rates.product_number = likened.product_number
    left join tasted on rates.product_number = tasted.product_number
    left join likeness on segments.customer_id = likeness.customer_id and rates.product_number = likeness.product_number
    left join tastes on segments.customer_id = tastes.customer_id and rates.product_number = tastes.product_number
    left join segment_buyers
        on segments.segment = segment_buyers.segment and rates.product_number = segment_buyers.product_number

)

-- What a product is counts twice what its neighbours say: that was best in the weeks before those that measure.
select
    customer_id,
    segment,
    product_number,
    round(coalesce((2 * likeness_lift + taste_lift) / 3, likeness_lift, taste_lift, segment_lift), 9) as lift,
    case
        when coalesce(taste_lift, 0) > 2 * coalesce(likeness_lift, 0) then 'similar_products'
        when likeness_lift > 0 then 'resembling_products'
        else 'segment_popularity'
    end as evidence,
    because_term,
    likeness_share,
    because_number,
    taste_share
from parts
