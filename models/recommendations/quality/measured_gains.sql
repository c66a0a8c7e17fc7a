-- One row per target, method and customer who bought something wanted in the held-out days: what the list was worth.
with

-- What would have been served, varied and within the shop's rules, beside each method's own list.
served as (

    select
        history,
        target,
        'served' as method,
        customer_id,
        product_number,
        rank
    from {{ ref('varied_recommendations') }}
    where history = 'before_holdout'

),

served_gains as (

    {{ list_gains('served') }}

)

select
    target,
    method,
    customer_id,
    ndcg,
    recall
from {{ ref('method_gains') }}
where history = 'before_holdout'

union all

select
    target,
    method,
    customer_id,
    ndcg,
    recall
from served_gains
