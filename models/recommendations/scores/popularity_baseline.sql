-- One row per history, target, customer and rank: what most customers had bought by then, and what of it is new to them.
with

known as (select * from {{ ref('customer_products') }} where history in ('before_holdout', 'earlier_1')),

customers as (

    select distinct
        history,
        customer_id
    from {{ ref('later_purchases') }}
    where history in ('before_holdout', 'earlier_1')

),

-- Popular products that a customer does not have yet stand among the first few hundred, or the customer has them all.
popular as (

    select
        products.history,
        products.product_number,
        row_number() over (partition by products.history order by products.n_customers desc, products.product_number) as rank
    from {{ ref('history_products') }} as products
    semi join {{ ref('recommendable_products') }} as recommendable on products.product_number = recommendable.product_number
    qualify rank <= 500

)

select
    customers.history,
    'all' as target,
    customers.customer_id,
    popular.product_number,
    popular.rank
from customers
inner join popular on customers.history = popular.history
where popular.rank <= {{ setting('n_recommendations') }}

union all

select
    customers.history,
    'new' as target,
    customers.customer_id,
    popular.product_number,
    row_number() over (partition by customers.history, customers.customer_id order by popular.rank) as rank
from customers
inner join popular on customers.history = popular.history
anti join known
    on
        customers.history = known.history
        and customers.customer_id = known.customer_id
        and popular.product_number = known.product_number
qualify row_number() over (partition by customers.history, customers.customer_id order by popular.rank) <= {{ setting('n_recommendations') }}
