-- One row per method, target and metric, measured on the held-out days.
with

chosen_methods as (select * from {{ ref('chosen_methods') }}),

means as (

    {% for metric in ['ndcg', 'recall'] %}
    select
        target,
        method,
        '{{ metric }}' as name,
        {{ exact_mean(metric) }} as value,
        count(*) as n_customers
    from {{ ref('measured_gains') }}
    group by target, method
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

measured as (

    select
        means.target,
        means.method,
        means.name || '@{{ setting("n_recommendations") }}' as metric,
        means.value,
        least(intervals.ci_low, means.value) as ci_low,
        greatest(intervals.ci_high, means.value) as ci_high,
        means.n_customers
    from means
    left join {{ ref('quality_intervals') }} as intervals
        on means.target = intervals.target and means.method = intervals.method and means.name = intervals.metric

    union all

    {% for metric in ['coverage', 'gini', 'novelty', 'popularity_bias'] %}
    select
        target,
        method,
        '{{ metric }}' as metric,
        {{ metric }} as value,
        cast(null as double) as ci_low,
        cast(null as double) as ci_high,
        n_customers
    from {{ ref('recommendation_exposure') }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- What each method was chosen by.
before as (

    select
        target,
        method,
        'ndcg@{{ setting("n_recommendations") }}' as metric,
        {{ exact_mean('ndcg') }} as value
    from {{ ref('method_gains') }}
    where history = 'earlier_1'
    group by target, method

)

select
    measured.method,
    measured.target,
    measured.metric,
    measured.value,
    measured.ci_low,
    measured.ci_high,
    chosen_methods.method is not null as is_chosen,
    before.value as value_before,
    measured.n_customers
from measured
left join chosen_methods on measured.target = chosen_methods.target and measured.method = chosen_methods.method
left join before
    on measured.target = before.target and measured.method = before.method and measured.metric = before.metric
