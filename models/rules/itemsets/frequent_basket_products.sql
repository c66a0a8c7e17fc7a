-- One row per basket and frequent product in it, without oversized baskets: what pairs are counted in.
select
    basket_products.basket_number,
    basket_products.product_number,
    frequent_products.part
from {{ ref('basket_products') }} as basket_products
inner join {{ ref('frequent_products') }} as frequent_products
    on basket_products.product_number = frequent_products.product_number
where not basket_products.is_oversized
-- The same product in a row keeps the counters of its pairs in the processor's cache.
order by basket_products.product_number, basket_products.basket_number
