-- One row per method, target and metric, measured on the held-out days.
with

purchases as (select * from {{ ref('holdout_purchases') }}),

recommendations as (select * from {{ ref('holdout_recommendations') }}),

methods as (

    select distinct
        method,
        target
    from recommendations

),

-- A customer counts for a target when there is something to find.
wanted as (

    select
        'all' as target,
        customer_id,
        count(*) as n_wanted
    from purchases
    group by customer_id

    union all

    select
        'new' as target,
        customer_id,
        count(*) as n_wanted
    from purchases
    where is_new
    group by customer_id

),

hits as (

    select
        recommendations.method,
        recommendations.target,
        recommendations.customer_id,
        count(*) as n_hits,
        sum({{ discounted_gain('recommendations.rank') }}) as gain
    from recommendations
    inner join purchases
        on recommendations.customer_id = purchases.customer_id and recommendations.product_number = purchases.product_number
    where recommendations.target = 'all' or purchases.is_new
    group by recommendations.method, recommendations.target, recommendations.customer_id

),

-- The best list that could be made holds as many hits as there are things wanted, at most its length.
ideal as (

    select
        n.length,
        sum({{ discounted_gain('ranks.rank') }}) as gain
    from (select unnest(range(1, {{ var('n_recommendations') + 1 }})) as length) as n
    inner join (select unnest(range(1, {{ var('n_recommendations') + 1 }})) as rank) as ranks on n.length >= ranks.rank
    group by n.length

),

per_customer as (

    select
        methods.method,
        methods.target,
        cast(coalesce(hits.gain, 0) / ideal.gain as double) as ndcg,
        cast(coalesce(hits.n_hits, 0) as double) / wanted.n_wanted as recall
    from methods
    inner join wanted on methods.target = wanted.target
    inner join ideal on ideal.length = least(wanted.n_wanted, {{ var('n_recommendations') }})
    left join hits
        on
            methods.method = hits.method
            and methods.target = hits.target
            and wanted.customer_id = hits.customer_id

),

measured as (

    {% for metric in ['ndcg', 'recall'] %}
    select
        method,
        target,
        '{{ metric }}@{{ var("n_recommendations") }}' as metric,
        {{ exact_mean(metric) }} as value,
        {{ exact_standard_error(metric) }} as standard_error,
        count(*) as n_customers
    from per_customer
    group by method, target
    union all
    {% endfor %}
    select
        method,
        target,
        'coverage' as metric,
        cast(count(distinct product_number) as double) / (select count(*) from {{ ref('recommendable_products') }}) as value,
        cast(null as double) as standard_error,
        count(distinct customer_id) as n_customers
    from recommendations
    group by method, target

)

-- Chosen is what customer_recommendations serves.
select
    method,
    target,
    metric,
    value,
    value - 1.96 * standard_error as ci_low,
    value + 1.96 * standard_error as ci_high,
    (target = 'all' and method = 'own_history') or (target = 'new' and method = 'similar_products') as is_chosen,
    n_customers,
    {{ build_id() }}
from measured
