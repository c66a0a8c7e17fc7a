-- One row per basket and frequent product in it that marketing may speak of, with who bought it: what pairs are counted in.
select
    basket_products.basket_number,
    basket_products.product_number,
    basket_sizes.size_class,
    buyers.buyer_number,
    buyers.is_customer
from {{ ref('frequent_basket_products') }} as basket_products
inner join {{ ref('basket_sizes') }} as basket_sizes on basket_products.basket_number = basket_sizes.basket_number
inner join {{ ref('basket_buyers') }} as buyers on basket_products.basket_number = buyers.basket_number
semi join {{ ref('advertisable_products') }} as advertisable
    on basket_products.product_number = advertisable.product_number
