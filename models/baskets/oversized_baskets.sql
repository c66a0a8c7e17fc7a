-- One row per basket too large to count pairs in: baskets where is_oversized, under its old name until the next release.
{{ config(materialized='view') }}

select
    order_id,
    customer_id,
    ordered_on,
    n_products
from {{ ref('baskets') }}
where is_oversized
