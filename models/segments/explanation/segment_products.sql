-- One row per segment and product that sets it apart: a larger part of what its customers buy than of what all buy.
with

customers as (select * from {{ ref('customer_segments') }}),

sizes as (

    select
        segment,
        count(*) as n_customers
    from customers
    group by segment

),

buyers as (

    select distinct
        baskets.customer_id,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    where baskets.customer_id is not null

),

counted as (

    select
        customers.segment,
        buyers.product_number,
        count(*) as n_buyers,
        sum(count(*)) over (partition by buyers.product_number) as n_all_buyers,
        sum(count(*)) over (partition by customers.segment) as n_bought,
        sum(count(*)) over () as n_all_bought
    from buyers
    inner join customers on buyers.customer_id = customers.customer_id
    group by customers.segment, buyers.product_number

),

-- Among the products that different customers bought, so that a segment that buys little of everything is told apart too.
compared as (

    select
        counted.segment,
        counted.product_number,
        counted.n_buyers,
        counted.n_buyers / sizes.n_customers as share,
        {{ lift('counted.n_buyers', 'counted.n_bought', 'counted.n_all_buyers', 'counted.n_all_bought') }} as over_representation
    from counted
    inner join sizes on counted.segment = sizes.segment
    where counted.n_buyers >= {{ min_count('sizes.n_customers', setting('min_segment_buyers')) }}

)

select
    compared.segment,
    row_number() over (
        partition by compared.segment
        order by compared.over_representation desc, compared.n_buyers desc, compared.product_number
    ) as rank,
    products.product_id,
    products.product_name,
    compared.n_buyers,
    compared.share,
    compared.over_representation
from compared
inner join {{ ref('products') }} as products on compared.product_number = products.product_number
where compared.over_representation > 1
qualify rank <= 3
