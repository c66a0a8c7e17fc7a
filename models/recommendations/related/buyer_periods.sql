-- One row per period of var drift_days (0 the last), buyer and product that marketing may speak of, of whole periods.
with

today as (select * from {{ ref('today') }}),

baskets as (

    select
        baskets.basket_number,
        baskets.buyer_number,
        cast(
            floor({{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} / cast({{ setting('drift_days') }} as double)) as integer
        ) as period,
        min(baskets.ordered_on) over () as first_day,
        today.as_of
    from {{ ref('baskets') }} as baskets
    cross join today
    where baskets.ordered_on <= today.as_of

)

select distinct
    baskets.period,
    baskets.buyer_number,
    basket_products.product_number
from {{ ref('basket_products') }} as basket_products
inner join baskets on basket_products.basket_number = baskets.basket_number
semi join {{ ref('advertisable_products') }} as advertisable
    on basket_products.product_number = advertisable.product_number
where (baskets.period + 1) * {{ setting('drift_days') }} <= {{ dbt.datediff('baskets.first_day', 'baskets.as_of', 'day') }} + 1
