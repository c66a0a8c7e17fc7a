-- One row per basket and group of products in it (var roll_up_to: category or brand), without oversized baskets.
select distinct
    basket_products.basket_number,
    products.{{ setting('roll_up_to') }} as product_group
from {{ ref('basket_products') }} as basket_products
inner join {{ ref('products') }} as products on basket_products.product_number = products.product_number
where not basket_products.is_oversized and products.{{ setting('roll_up_to') }} is not null
