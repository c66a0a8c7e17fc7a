-- One row per customer and term that a listed product has: how much of what they buy has it too.
with

own as (

    select
        customer_id,
        product_number,
        {{ liking('decayed_orders') }} as liking
    from {{ ref('customer_products') }}
    where history = 'all'

),

liked as (

    select
        own.customer_id,
        product_terms.term_number,
        sum(cast(own.liking * product_terms.weight as decimal(18, 9))) as liking
    from own
    inner join {{ ref('product_terms') }} as product_terms on own.product_number = product_terms.product_number
    semi join {{ ref('listed_terms') }} as listed_terms on product_terms.term_number = listed_terms.term_number
    group by own.customer_id, product_terms.term_number

),

volumes as (

    select
        customer_id,
        sqrt(cast(sum(cast(liking as decimal(18, 9))) as double)) as volume
    from own
    group by customer_id

),

likings as (

    select
        liked.customer_id,
        liked.term_number,
        cast(cast(liked.liking as double) / volumes.volume as decimal(18, 9)) as liking
    from liked
    inner join volumes on liked.customer_id = volumes.customer_id

),

n_customers as (select count(*) as n_customers from volumes)

select
    likings.customer_id,
    likings.term_number,
    cast(likings.liking as double) as liking,
    cast(sum(likings.liking) over (partition by likings.term_number) as double) / n_customers.n_customers as mean_liking
from likings
cross join n_customers
