-- One row per basket and frequent product in it that marketing may speak of, with who bought it: what pairs are counted in.
select
    basket_products.basket_number,
    basket_products.product_number,
    baskets.size_class,
    baskets.buyer_number,
    baskets.customer_id is not null as is_customer
from {{ ref('frequent_basket_products') }} as basket_products
inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
semi join {{ ref('advertisable_products') }} as advertisable
    on basket_products.product_number = advertisable.product_number
