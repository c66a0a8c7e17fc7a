-- One row per customer and listed product that resembles what they buy, by category, brand and name.
with

parts as (

    select
        customers.customer_id,
        listed_terms.product_number,
        listed_terms.term_number,
        cast(customers.liking * listed_terms.weight as decimal(18, 9)) as part,
        -- What tells the customer apart says more than what all have much of: a word before a brand that half the shop is.
        cast((customers.liking - customers.mean_liking) * listed_terms.weight as decimal(18, 9)) as part_above_mean
    from {{ ref('listed_terms') }} as listed_terms
    inner join {{ ref('customer_terms') }} as customers on listed_terms.term_number = customers.term_number

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
