-- One row per list with products that may be offered: how many, and how many units the shop has of them.
with

listed as (select * from {{ ref('listed_products') }}),

products as (select * from {{ ref('product_margins') }})

select
    listed.list_name,
    count(*) as n_products,
    case when count(*) = count(products.stock) then cast(sum(floor(products.stock)) as bigint) end as n_units
from listed
inner join products on listed.product_number = products.product_number
group by listed.list_name
