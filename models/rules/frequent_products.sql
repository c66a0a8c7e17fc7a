-- One row per frequent product, with the number of baskets that hold it.
with

basket_products as (select * from {{ ref('basket_products') }}),

n_baskets as (select count(*) as n_baskets from {{ ref('baskets') }}),

counted as (

    select
        product_number,
        count(*) as support_count,
        count(*) filter (where not is_oversized) as regular_count
    from basket_products
    group by product_number

)

select
    counted.product_number,
    counted.support_count,
    counted.regular_count,
    n_baskets.n_baskets
from counted
cross join n_baskets
where counted.support_count >= {{ min_count('n_baskets.n_baskets') }}
