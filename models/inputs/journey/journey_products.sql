-- One row per product of the Complete Journey, named after its type and package; one without a category goes by its type.
{{ config(enabled=setting('shop') == 'journey') }}
select
    product_id,
    concat_ws(' ', product_type, package_size) as name,
    coalesce(product_category, product_type) as category,
    brand
from {{ journey('products') }}
