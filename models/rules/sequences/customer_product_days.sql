-- One row per customer, widely bought product and day on which they bought it: what sequences are counted in.
with

purchases as (

    select distinct
        baskets.customer_id,
        basket_products.product_number,
        baskets.ordered_on
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    where baskets.customer_id is not null and not basket_products.is_oversized

),

n_customers as (select count(distinct customer_id) as n_customers from purchases),

reach as (

    select
        product_number,
        count(distinct customer_id) as n_product_customers
    from purchases
    group by product_number

)

select
    cast(dense_rank() over (order by purchases.customer_id) as integer) as customer_number,
    purchases.product_number,
    purchases.ordered_on,
    reach.n_product_customers,
    n_customers.n_customers
from purchases
inner join reach on purchases.product_number = reach.product_number
cross join n_customers
where reach.n_product_customers >= {{ min_count('n_customers.n_customers', setting('min_sequence_support')) }}
