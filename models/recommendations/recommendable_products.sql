-- One row per product that may be recommended: marketing may speak of it and the shop has it.
select
    product_number,
    product_id,
    product_name,
    mean_price
from {{ ref('advertisable_products') }}
where stock is null or stock > 0
