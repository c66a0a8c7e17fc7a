-- Every customer who kept something that they bought is in a segment, and nobody else is.
select
    customers.customer_id as customer_who_bought,
    segments.customer_id as customer_with_segment
from (select distinct customer_id from {{ ref('stg_order_lines') }} where quantity > 0 and customer_id is not null) as customers
full join {{ ref('customer_segments') }} as segments on customers.customer_id = segments.customer_id
where customers.customer_id is null or segments.customer_id is null
