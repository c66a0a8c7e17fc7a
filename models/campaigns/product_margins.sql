-- One row per product that an offer may name, for there is some of it: its price and what is earned on it.
select
    product_id,
    product_number,
    product_name,
    coalesce(mean_price, 0) as price,
    cast(
        coalesce(mean_price - unit_cost, mean_price * {{ exact(var('assumed_margin')) }}, 0) as {{ column_type('money') }}
    ) as margin
from {{ ref('products') }}
where coalesce(stock, 1) > 0
