-- One row per basket that is not oversized, with the class of its size: 1 product, 2 to 3, 4 to 7, 8 to 15, ...
select
    basket_number,
    cast(floor(log2(count(*))) as integer) as size_class
from {{ ref('basket_products') }}
where not is_oversized
group by basket_number
