-- One row per history, target, method, customer and product: how much each method thinks of it, the more the better.
-- Of products bought equally often, own_frequency takes the more recent one: what it adds is below 1.
with

again as (select * from {{ ref('replenish_candidates') }} where history in ('all', 'before_holdout', 'earlier_1')),

tastes as (select * from {{ ref('taste_scores') }})

{% for method, score in {
    'own_frequency': 'n_orders + slow_decayed_orders / (1 + n_orders)',
    'own_history': 'decayed_orders',
}.items() %}
select
    history,
    'all' as target,
    '{{ method }}' as method,
    customer_id,
    product_number,
    {{ score }} as score
from again

union all

{% endfor %}
select
    history,
    'all' as target,
    'ranker' as method,
    customer_id,
    product_number,
    probability as score
from {{ ref('replenish_scores') }}

{% for method in ['ease', 'item_cosine', 'item_pearson', 'user_cosine', 'factors'] %}
union all

select
    history,
    'new' as target,
    '{{ method }}' as method,
    customer_id,
    product_number,
    {{ method }} as score
from tastes
where {{ method }} > 0

{% endfor %}
union all

select
    history,
    'new' as target,
    'ranker' as method,
    customer_id,
    product_number,
    probability as score
from {{ ref('discover_scores') }}
