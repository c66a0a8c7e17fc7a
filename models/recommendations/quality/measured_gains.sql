-- One row per target, method and customer who bought something wanted in the held-out days: what the list was worth.
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
from {{ ref('served_gains') }}
where history = 'before_holdout'
