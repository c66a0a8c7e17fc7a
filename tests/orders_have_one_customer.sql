-- The lines of an order name one customer. Where they name several, the smallest id gets the basket, hence a warning.
{{ config(severity='warn', group='staging') }}

select
    order_id,
    count(distinct customer_id) as n_customers
from {{ ref('checked_order_lines') }}
where reject_reason is null
group by order_id
having count(distinct customer_id) > 1
