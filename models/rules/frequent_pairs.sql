-- One row per pair of products that are frequent together; the first is the more frequent of the two.
with

frequent_products as (select * from {{ ref('frequent_products') }}),

basket_products as (

    select
        basket_products.basket_number,
        basket_products.product_number,
        frequent_products.n_baskets
    from {{ ref('basket_products') }} as basket_products
    inner join frequent_products on basket_products.product_number = frequent_products.product_number
    where not basket_products.is_oversized

)

select
    a.product_number as first_number,
    b.product_number as second_number,
    count(*) as support_count,
    a.n_baskets
from basket_products as a
inner join basket_products as b on a.basket_number = b.basket_number and a.product_number < b.product_number
group by a.product_number, b.product_number, a.n_baskets
having count(*) >= {{ min_count('a.n_baskets') }}
