-- One row per customer and listed product that may be recommended to them: how likely they buy it, and why.
with

own as (select * from {{ ref('customer_products') }} where history = 'all'),

probabilities as (

    select * from {{ ref('replenish_scores') }} where history = 'all'
    union all
    select * from {{ ref('discover_scores') }} where history = 'all'

),

customers as (

    select
        customer_id,
        segment,
        product_number,
        lift,
        evidence,
        because_term,
        likeness_share,
        because_number,
        taste_share
    from {{ ref('listed_lifts') }}

    union all

    -- Of who never ordered nothing is known.
    select
        strangers.customer_id,
        cast(null as varchar) as segment,
        rates.product_number,
        cast(1 as double) as lift,
        'everyone_popularity' as evidence,
        cast(null as integer) as because_term,
        cast(null as double) as likeness_share,
        cast(null as integer) as because_number,
        cast(null as double) as taste_share
    from {{ ref('stg_customers') }} as strangers
    cross join {{ ref('listed_base_rates') }} as rates
    anti join {{ ref('customer_segments') }} as known on strangers.customer_id = known.customer_id

),

allowed as (

    {{ not_withheld('customers') }}

)

-- What they own the ranker knows best; of what is new it looks at the most promising products only, and may not be surer than they are.
select
    allowed.customer_id,
    allowed.segment,
    allowed.product_number,
    case
        when own.product_number is not null and probabilities.probability is not null then probabilities.probability
        else greatest(least(1, round(rates.rate * allowed.lift, 9)), coalesce(probabilities.probability, 0))
    end as score,
    allowed.lift,
    case when own.product_number is not null then 'own_history' else allowed.evidence end as evidence,
    case when allowed.evidence = 'resembling_products' then allowed.because_term end as because_term,
    case when own.product_number is null and allowed.evidence = 'similar_products' then allowed.because_number end as because_number,
    case allowed.evidence when 'resembling_products' then allowed.likeness_share when 'similar_products' then allowed.taste_share end
        as because_share,
    own.n_orders,
    own.days_since_last
from allowed
inner join {{ ref('listed_base_rates') }} as rates on allowed.product_number = rates.product_number
left join own on allowed.customer_id = own.customer_id and allowed.product_number = own.product_number
left join probabilities
    on allowed.customer_id = probabilities.customer_id and allowed.product_number = probabilities.product_number
