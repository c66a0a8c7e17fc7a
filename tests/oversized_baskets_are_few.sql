-- Baskets too large to count pairs in, which rules do not see; a warning that tells how many there are.
{{ config(severity='warn') }}

select
    order_id,
    n_products
from {{ ref('baskets') }}
where is_oversized
