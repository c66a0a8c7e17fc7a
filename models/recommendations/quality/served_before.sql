-- One row per target, customer and rank: what would have been served before the held-out days, varied and within the rules.
select
    history,
    target,
    'served' as method,
    customer_id,
    product_number,
    rank
from {{ ref('varied_recommendations') }}
where history = 'before_holdout'
