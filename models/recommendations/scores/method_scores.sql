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

{% if not loop.last %}
union all

{% endif %}
{% endfor %}
{% for method in ['ease', 'item_cosine', 'item_pearson', 'user_cosine', 'user_pearson', 'factors'] %}
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
{% for target, scores in {'all': 'replenish_scores', 'new': 'discover_scores'}.items() %}
{% for method, score in {'ranker': 'probability', 'boosted_trees': 'by_trees', 'neural_network': 'by_network'}.items() %}
union all

select
    history,
    '{{ target }}' as target,
    '{{ method }}' as method,
    customer_id,
    product_number,
    {{ score }} as score
from {{ ref(scores) }}

{% endfor %}
{% endfor %}
