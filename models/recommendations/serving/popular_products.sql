-- One row per crowd (a segment, region or channel) and product that its customers bought, the most popular first.
with

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

crowds as (select * from {{ ref('customer_crowds') }}),

sizes as (

    select
        crowds.crowd_kind,
        crowds.crowd,
        count(*) as n_crowd_customers
    from crowds
    semi join customer_products on crowds.customer_id = customer_products.customer_id
    group by crowds.crowd_kind, crowds.crowd

),

counted as (

    select
        crowds.crowd_kind,
        crowds.crowd,
        customer_products.product_number,
        count(*) as n_customers
    from customer_products
    inner join crowds on customer_products.customer_id = crowds.customer_id
    semi join {{ ref('recommendable_products') }} as recommendable
        on customer_products.product_number = recommendable.product_number
    group by crowds.crowd_kind, crowds.crowd, customer_products.product_number

)

-- Enough of each crowd to find ten that a customer has not bought.
select
    counted.crowd_kind,
    counted.crowd,
    counted.product_number,
    counted.n_customers,
    cast(counted.n_customers as double) / sizes.n_crowd_customers as share,
    row_number() over (
        partition by counted.crowd_kind, counted.crowd order by counted.n_customers desc, counted.product_number
    ) as rank
from counted
inner join sizes on counted.crowd_kind = sizes.crowd_kind and counted.crowd = sizes.crowd
qualify rank <= 20 * {{ setting('n_recommendations') }}
