-- One row per method, target, customer and rank: what each method would have recommended before the held-out days.
with

known as (select * from {{ ref('customer_products') }} where history = 'before_holdout'),

customers as (select distinct customer_id from {{ ref('holdout_purchases') }}),

popular as (

    select
        known.product_number,
        row_number() over (order by count(*) desc, known.product_number) as rank
    from known
    semi join {{ ref('recommendable_products') }} as recommendable on known.product_number = recommendable.product_number
    group by known.product_number

),

-- Popular products that a customer does not have yet stand among the first few hundred, or the customer has them all.
popular_new as (

    select
        customers.customer_id,
        popular.product_number,
        row_number() over (partition by customers.customer_id order by popular.rank) as rank
    from customers
    cross join popular
    anti join known on customers.customer_id = known.customer_id and popular.product_number = known.product_number
    where popular.rank <= 500
    qualify row_number() over (partition by customers.customer_id order by popular.rank) <= {{ var('n_recommendations') }}

),

neighbours as (

    select
        customer_id,
        product_number,
        is_new,
        rank as rank_of_kind,
        row_number() over (partition by customer_id order by score desc, product_number) as rank
    from {{ ref('neighbour_scores') }}
    where history = 'before_holdout'

),

-- The plainest guess of all: what they bought most often, without regard to when.
favourites as (

    select
        known.customer_id,
        known.product_number,
        row_number() over (
            partition by known.customer_id order by known.n_orders desc, known.last_ordered_on desc, known.product_number
        ) as rank
    from known
    semi join {{ ref('recommendable_products') }} as recommendable on known.product_number = recommendable.product_number
    qualify rank <= {{ var('n_recommendations') }}

)

select
    'popularity' as method,
    'all' as target,
    customers.customer_id,
    popular.product_number,
    popular.rank
from customers
cross join popular
where popular.rank <= {{ var('n_recommendations') }}

union all

select
    'popularity' as method,
    'new' as target,
    customer_id,
    product_number,
    rank
from popular_new

union all

select
    'own_frequency' as method,
    'all' as target,
    customer_id,
    product_number,
    rank
from favourites

union all

select
    'own_history' as method,
    'all' as target,
    customer_id,
    product_number,
    rank
from {{ ref('own_favourites') }}
where history = 'before_holdout'

union all

select
    'similar_products' as method,
    'all' as target,
    customer_id,
    product_number,
    rank
from neighbours
where rank <= {{ var('n_recommendations') }}

union all

select
    'similar_products' as method,
    'new' as target,
    customer_id,
    product_number,
    rank_of_kind as rank
from neighbours
where is_new
