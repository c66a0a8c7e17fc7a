-- The segments' shares of customers, and of revenue where there is any, sum to 1.
select
    sum(customer_share) as customer_share,
    sum(revenue_share) as revenue_share
from {{ ref('segment_profiles') }}
having abs(sum(customer_share) - 1) > 1e-9 or abs(sum(revenue_share) - 1) > 1e-9
