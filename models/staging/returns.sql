-- One row per accepted order line that is a return, with how much of it met a purchase.
select
    row_number,
    order_id,
    customer_id,
    product_id,
    ordered_at as returned_at,
    {{ local_day('ordered_at') }} as returned_on,
    quantity,
    matched_quantity,
    cast(cast({{ line_gross() }} as {{ column_type('money') }}) + discount as {{ column_type('money') }}) as refund,
    cast(matched_gross + matched_discount as {{ column_type('money') }}) as matched_refund
from {{ ref('matched_lines') }}
where is_return
