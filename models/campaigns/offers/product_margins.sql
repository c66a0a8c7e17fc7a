-- One row per product that an offer may name, for there is some of it: its price and what is earned on it.
with

priced as (

    select
        *,
        cast(coalesce(mean_price, list_price, 0) as {{ column_type('money') }}) as price
    from {{ ref('products') }}
    where coalesce(stock, 1) > 0

)

select
    product_id,
    product_number,
    product_name,
    price,
    cast(
        case when price > 0 then coalesce(price - unit_cost, price * {{ exact(setting('assumed_margin')) }}) else 0 end
        as {{ column_type('money') }}
    ) as margin,
    stock
from priced
