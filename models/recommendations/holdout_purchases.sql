-- One row per customer and recommendable product bought in the held-out days by someone with a history before them.
with

before as (select * from {{ ref('purchase_histories') }} where history = 'before_holdout'),

known as (select * from {{ ref('customer_products') }} where history = 'before_holdout'),

bought as (

    select distinct
        baskets.customer_id,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    inner join before on baskets.ordered_on > before.last_day
    semi join {{ ref('recommendable_products') }} as recommendable
        on basket_products.product_number = recommendable.product_number

)

select
    bought.customer_id,
    bought.product_number,
    known.product_number is null as is_new
from bought
semi join known as known_customers on bought.customer_id = known_customers.customer_id
left join known on bought.customer_id = known.customer_id and bought.product_number = known.product_number
