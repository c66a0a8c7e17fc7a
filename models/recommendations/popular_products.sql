-- One row per segment and product that its customers bought, the most popular first; enough of them to find new ones.
with

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

customers as (select * from {{ ref('customer_segments') }}),

sizes as (

    select
        segment,
        count(*) as n_segment_customers
    from customers
    group by segment

),

counted as (

    select
        customers.segment,
        customer_products.product_number,
        count(*) as n_customers
    from customer_products
    inner join customers on customer_products.customer_id = customers.customer_id
    semi join {{ ref('recommendable_products') }} as recommendable
        on customer_products.product_number = recommendable.product_number
    group by customers.segment, customer_products.product_number

)

select
    counted.segment,
    counted.product_number,
    counted.n_customers,
    cast(counted.n_customers as double) / sizes.n_segment_customers as share,
    row_number() over (partition by counted.segment order by counted.n_customers desc, counted.product_number) as rank
from counted
inner join sizes on counted.segment = sizes.segment
qualify rank <= 10 * {{ var('n_recommendations') }}
