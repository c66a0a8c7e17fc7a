-- One row per customer and listed product that resembles what they buy, by category, brand and name.
with

listed_terms as (select * from {{ ref('listed_terms') }}),

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
    semi join listed_terms on product_terms.term_number = listed_terms.term_number
    group by own.customer_id, product_terms.term_number

),

-- Over the square root of how much they buy, so that who buys much of everything does not lead everywhere.
volumes as (

    select
        customer_id,
        sqrt(cast(sum(cast(liking as decimal(18, 9))) as double)) as volume,
        count(*) over () as n_customers
    from own
    group by customer_id

),

customer_terms as (

    select
        liked.customer_id,
        liked.term_number,
        volumes.n_customers,
        cast(cast(liked.liking as double) / volumes.volume as decimal(18, 9)) as liking
    from liked
    inner join volumes on liked.customer_id = volumes.customer_id

),

-- Who has nothing of a term counts as 0.
compared as (

    select
        customer_id,
        term_number,
        cast(liking as double) as liking,
        cast(sum(liking) over (partition by term_number) as double) / n_customers as mean_liking
    from customer_terms

),

parts as (

    select
        compared.customer_id,
        listed_terms.product_number,
        listed_terms.term_number,
        cast(compared.liking * listed_terms.weight as decimal(18, 9)) as part,
        -- What tells the customer apart says more than what all have much of: a word before a brand that half the shop is.
        cast((compared.liking - compared.mean_liking) * listed_terms.weight as decimal(18, 9)) as part_above_mean
    from listed_terms
    inner join compared on listed_terms.term_number = compared.term_number

)

select
    customer_id,
    product_number,
    cast(sum(part) as double) as likeness,
    cast(sum(part) as double) / cast(sum(sum(part)) over (partition by product_number) as double) as share,
    max_by(term_number, (part_above_mean, term_number)) as because_term,
    round(cast(max_by(part, (part_above_mean, term_number)) as double) / cast(sum(part) as double), 6) as because_share
from parts
group by customer_id, product_number
having sum(part) > 0
