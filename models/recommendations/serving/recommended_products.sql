-- One row per customer, kind of recommendation and rank, with what speaks for the product, in numbers.
with

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

taste_scores as (select * from {{ ref('taste_scores') }} where history = 'all'),

-- Neighbours speak first for customers of whom enough is known, crowds for the others.
known as (

    select customer_id
    from customer_products
    group by customer_id
    having count(*) >= {{ setting('min_customer_products') }}

),

liked as (

    select
        varied.customer_id,
        'discover' as recommendation_kind,
        case when known.customer_id is null then 2 else 1 end as turn,
        varied.rank,
        varied.product_number,
        varied.score,
        case when taste_scores.because_number_1 is null then 'similar_customers' else 'similar_products' end as evidence,
        taste_scores.because_number_1,
        taste_scores.because_number_2,
        taste_scores.because_number_3,
        taste_scores.because_share_1,
        taste_scores.because_share_2,
        taste_scores.because_share_3,
        cast(null as varchar) as crowd,
        cast(null as double) as crowd_share
    from {{ ref('varied_recommendations') }} as varied
    left join known on varied.customer_id = known.customer_id
    left join taste_scores
        on varied.customer_id = taste_scores.customer_id and varied.product_number = taste_scores.product_number
    where varied.history = 'all' and varied.target = 'new'

),

popular as (

    select
        crowds.customer_id,
        'discover' as recommendation_kind,
        case when known.customer_id is null then 1 else 2 end as turn,
        crowds.rank,
        crowds.product_number,
        crowds.score,
        crowds.crowd_kind || '_popularity' as evidence,
        crowds.crowd,
        crowds.share as crowd_share
    from {{ ref('crowd_recommendations') }} as crowds
    left join known on crowds.customer_id = known.customer_id

),

resembling as (

    select
        customer_id,
        'discover' as recommendation_kind,
        3 as turn,
        rank,
        product_number,
        score,
        'resembling_products' as evidence,
        {{ term_in_words('because_kind', 'because_term') }} as crowd,
        because_share as crowd_share
    from {{ ref('resembling_recommendations') }}

),

together as (

    select * from liked
    union all by name
    select * from popular
    union all by name
    select * from resembling

),

-- A product stands once, by what speaks first.
discover as (

    select *
    from together
    qualify row_number() over (partition by customer_id, product_number order by turn) = 1

),

limited as (

    {{ at_most_per_category('discover', 'customer_id', 'turn, rank') }}

),

replenish as (

    select
        customer_id,
        'replenish' as recommendation_kind,
        1 as turn,
        rank,
        product_number,
        score,
        'own_history' as evidence,
        product_number as because_number_1,
        cast(1 as double) as because_share_1
    from {{ ref('varied_recommendations') }}
    where history = 'all' and target = 'all'

),

recommendations as (

    select * from limited
    union all by name
    select * from replenish

)

select
    customer_id,
    recommendation_kind,
    cast(row_number() over (partition by customer_id, recommendation_kind order by turn, rank) as integer) as rank,
    product_number,
    score,
    evidence,
    because_number_1,
    because_number_2,
    because_number_3,
    because_share_1,
    because_share_2,
    because_share_3,
    crowd,
    crowd_share
from recommendations
qualify row_number() over (partition by customer_id, recommendation_kind order by turn, rank) <= {{ setting('n_recommendations') }}
