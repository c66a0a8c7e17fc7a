-- One row per order and product: its accepted lines, merged, in the shop's days and money.
{% do check_rejections('order_lines') %}
with

order_lines as (select * from {{ ref('checked_order_lines') }} where reject_reason is null),

priced as (

    select
        *,
        cast({{ line_gross() }} as {{ column_type('money') }}) as gross,
        coalesce(discount, 0) as line_discount
    from order_lines

)

select
    order_id,
    product_id,
    min(customer_id) as customer_id,
    min(ordered_at) as ordered_at,
    {{ local_day('min(ordered_at)') }} as ordered_on,
    min(channel) as channel,
    min(currency) as currency,
    cast(sum(quantity) as {{ column_type('quantity') }}) as quantity,
    cast(sum(gross) as {{ column_type('money') }}) as gross,
    cast(sum(line_discount) as {{ column_type('money') }}) as discount,
    cast(sum(gross - line_discount) as {{ column_type('money') }}) as revenue,
    count(*) as n_lines
from priced
group by order_id, product_id
