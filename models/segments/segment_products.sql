-- One row per segment and product that its customers buy more than others do, the most over-represented first.
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
        sum(count(*)) over (partition by buyers.product_number) as n_all_buyers
    from buyers
    inner join customers on buyers.customer_id = customers.customer_id
    group by customers.segment, buyers.product_number

),

-- Share of the segment's customers over share of all customers, of products that a tenth of the segment buys.
compared as (

    select
        counted.segment,
        counted.product_number,
        counted.n_buyers,
        counted.n_buyers / sizes.n_customers as share,
        {{ lift('counted.n_buyers', 'sizes.n_customers', 'counted.n_all_buyers', '(select count(*) from customers)') }} as over_representation
    from counted
    inner join sizes on counted.segment = sizes.segment
    where counted.n_buyers >= 0.1 * sizes.n_customers

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
qualify rank <= 3
