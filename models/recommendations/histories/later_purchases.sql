-- One row per history, customer and recommendable product that someone with that history bought in the days after it.
with

histories as (select * from {{ ref('purchase_histories') }}),

customer_products as (select * from {{ ref('customer_products') }}),

bought as (

    select distinct
        histories.history,
        baskets.customer_id,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    inner join histories
        on
            baskets.ordered_on > histories.last_day
            and {{ dbt.datediff('histories.last_day', 'baskets.ordered_on', 'day') }} <= {{ setting('holdout_days') }}
    semi join {{ ref('recommendable_products') }} as recommendable
        on basket_products.product_number = recommendable.product_number

)

select
    bought.history,
    bought.customer_id,
    bought.product_number,
    known.product_number is null as is_new
from bought
semi join customer_products as known_customers
    on bought.history = known_customers.history and bought.customer_id = known_customers.customer_id
left join customer_products as known
    on
        bought.history = known.history
        and bought.customer_id = known.customer_id
        and bought.product_number = known.product_number
