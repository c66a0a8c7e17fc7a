-- One row per product of the Complete Journey, named after its type and package.
select
    product_id,
    concat_ws(' ', product_type, package_size) as name,
    product_category as category,
    brand
from {{ journey('products') }}
