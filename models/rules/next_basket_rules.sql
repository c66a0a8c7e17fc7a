-- One row per pair of products that customers buy one after the other: the first, then within some days the second.
with

products as (select * from {{ ref('products') }}),

bought as (

    select distinct
        baskets.buyer_number,
        basket_products.product_number,
        baskets.ordered_on
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    where baskets.customer_id is not null and not baskets.is_oversized

),

customers as (

    select
        count(distinct buyer_number) as n_customers,
        {{ min_count('count(distinct buyer_number)', setting('min_sequence_support')) }} as min_customers
    from bought

),

-- A product that too few customers buy is in no sequence that enough of them follow.
reach as (

    select
        product_number,
        count(distinct buyer_number) as n_product_customers
    from bought
    group by product_number
    having count(distinct buyer_number) >= (select customers.min_customers from customers)

),

purchases as (

    select bought.*
    from bought
    semi join reach on bought.product_number = reach.product_number
    -- A customer's purchases in a row keep their pairs in the processor's cache: half the time.
    order by bought.buyer_number

),

followed as (

    select distinct
        a.buyer_number,
        a.product_number as first_number,
        b.product_number as next_number
    from purchases as a
    inner join purchases as b
        on
            a.buyer_number = b.buyer_number
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

)

select
    first_products.product_id as first_product_id,
    next_products.product_id as next_product_id,
    first_products.product_name || ' → ' || next_products.product_name as rule,
    counted.support_count,
    coalesce(reverse.support_count, 0) as reverse_count,
    first_reach.n_product_customers as first_count,
    next_reach.n_product_customers as next_count,
    {{ support('counted.support_count', 'customers.n_customers') }} as support,
    {{ confidence('counted.support_count', 'first_reach.n_product_customers') }} as confidence,
    {{ lift(
        'counted.support_count', 'first_reach.n_product_customers', 'next_reach.n_product_customers', 'customers.n_customers'
    ) }} as lift
from counted
cross join customers
inner join reach as first_reach on counted.first_number = first_reach.product_number
inner join reach as next_reach on counted.next_number = next_reach.product_number
inner join products as first_products on counted.first_number = first_products.product_number
inner join products as next_products on counted.next_number = next_products.product_number
left join counted as reverse
    on counted.first_number = reverse.next_number and counted.next_number = reverse.first_number
where
    counted.support_count >= customers.min_customers
    and counted.support_count >= {{ min_count('first_reach.n_product_customers', setting('min_confidence')) }}
