-- Every customer who ever ordered is in a segment, and nobody else is.
select
    customers.customer_id as customer_with_features,
    segments.customer_id as customer_with_segment
from {{ ref('customer_features') }} as customers
full join {{ ref('customer_segments') }} as segments on customers.customer_id = segments.customer_id
where customers.customer_id is null or segments.customer_id is null
