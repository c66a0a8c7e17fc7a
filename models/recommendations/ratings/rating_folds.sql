-- One row per rating, with the part in which it is held out: 0 to choose a method, 1 to 4 to measure it.
select
    customer_id,
    product_id,
    cast(dense_rank() over (order by customer_id) - 1 as integer) as rater_number,
    cast(dense_rank() over (order by product_id) - 1 as integer) as rated_number,
    rating,
    cast(floor(5 * {{ hash_share(["'rating'", 'customer_id', 'product_id']) }}) as integer) as fold
from {{ ref('stg_ratings') }}
