-- One row per history, target, method, customer and rank: what each method would have recommended by then.
select
    history,
    target,
    method,
    customer_id,
    product_number,
    cast(row_number() over (
        partition by history, target, method, customer_id order by score desc, product_number
    ) as integer) as rank
from {{ ref('method_scores') }}
where history in ('before_holdout', 'earlier_1')
qualify rank <= {{ setting('n_recommendations') }}

union all

select
    history,
    target,
    'popularity' as method,
    customer_id,
    product_number,
    cast(rank as integer) as rank
from {{ ref('popularity_baseline') }}
