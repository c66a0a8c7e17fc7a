-- One row per order in which something was bought and kept.
with

order_lines as (select * from {{ ref('stg_order_lines') }}),

bought as (

    select
        order_id,
        min(customer_id) as customer_id,
        min(ordered_at) as ordered_at,
        min(channel) as channel,
        count(*) as n_products,
        sum(quantity) as quantity,
        sum(gross) as gross,
        sum(discount) as discount,
        sum(revenue) as revenue
    from order_lines
    where quantity > 0
    group by order_id

),

numbered as (

    select
        *,
        cast(row_number() over (order by order_id) as integer) as basket_number
    from bought

)

select
    order_id,
    basket_number,
    customer_id,
    case
        when customer_id is null then basket_number
        else min(basket_number) over (partition by customer_id)
    end as buyer_number,
    ordered_at,
    {{ local_day('ordered_at') }} as ordered_on,
    channel,
    cast(n_products as integer) as n_products,
    cast(floor(log2(n_products)) as integer) as size_class,
    cast(quantity as {{ column_type('quantity') }}) as quantity,
    cast(gross as {{ column_type('money') }}) as gross,
    cast(discount as {{ column_type('money') }}) as discount,
    cast(revenue as {{ column_type('money') }}) as revenue,
    n_products > {{ setting('max_basket_products') }} as is_oversized
from numbered
