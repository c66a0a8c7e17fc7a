-- One row per basket too large to count pairs in; it still counts in every support's denominator.
select
    order_id,
    customer_id,
    ordered_on,
    n_products
from {{ ref('baskets') }}
where is_oversized
