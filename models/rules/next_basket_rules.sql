-- One row per pair of products that customers buy one after the other: the first, then within some days the second.
with

purchases as (select * from {{ ref('customer_product_days') }}),

products as (select * from {{ ref('products') }}),

followed as (

    select distinct
        a.customer_number,
        a.product_number as first_number,
        b.product_number as next_number
    from purchases as a
    inner join purchases as b
        on
            a.customer_number = b.customer_number
            and a.ordered_on < b.ordered_on
            and a.ordered_on + {{ setting('next_basket_days') }} >= b.ordered_on
            and a.product_number <> b.product_number

),

counted as (

    select
        first_number,
        next_number,
        count(*) as support_count
    from followed
    group by first_number, next_number

),

reach as (

    select distinct
        product_number,
        n_product_customers,
        n_customers
    from purchases

)

select
    first_products.product_id as first_product_id,
    next_products.product_id as next_product_id,
    first_products.product_name || ' → ' || next_products.product_name as rule,
    counted.support_count,
    coalesce(reverse.support_count, 0) as reverse_count,
    first_reach.n_product_customers as first_count,
    next_reach.n_product_customers as next_count,
    {{ support('counted.support_count', 'first_reach.n_customers') }} as support,
    {{ confidence('counted.support_count', 'first_reach.n_product_customers') }} as confidence,
    {{ lift(
        'counted.support_count', 'first_reach.n_product_customers', 'next_reach.n_product_customers', 'first_reach.n_customers'
    ) }} as lift
from counted
inner join reach as first_reach on counted.first_number = first_reach.product_number
inner join reach as next_reach on counted.next_number = next_reach.product_number
inner join products as first_products on counted.first_number = first_products.product_number
inner join products as next_products on counted.next_number = next_products.product_number
left join counted as reverse
    on counted.first_number = reverse.next_number and counted.next_number = reverse.first_number
where
    counted.support_count >= {{ min_count('first_reach.n_customers', setting('min_sequence_support')) }}
    and counted.support_count >= {{ min_count('first_reach.n_product_customers', setting('min_confidence')) }}
