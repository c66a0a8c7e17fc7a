-- One row per order whose accepted lines do not all name the same customer, with the one whose order it is.
select
    order_id,
    min(customer_id) as customer_id
from {{ ref('checked_order_lines') }}
where reject_reason is null
group by order_id
having min(customer_id) <> max(customer_id) or count(customer_id) between 1 and count(*) - 1
