-- One row per method, target and metric: how well the last horizon was foretold from the time before it.
{% set horizon = setting('value_horizon_days') %}
with

predictions as (select * from {{ ref('value_predictions') }} where history = 'calibration'),

after as (

    select
        baskets.customer_id,
        count(distinct baskets.ordered_on) as n_orders,
        sum(baskets.revenue) as revenue
    from {{ ref('baskets') }} as baskets
    cross join {{ ref('today') }} as today
    where {{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} between 0 and {{ horizon - 1 }}
    group by baskets.customer_id

),

-- The same rate as before: as many visits and as much money per week as since the first visit, that visit included.
checked as (

    select
        predictions.expected_orders,
        predictions.expected_value,
        1 - predictions.churn_risk as p_order,
        (predictions.n_repeats + 1) / (cast(predictions.age_weeks as double) + 1.0 / 7) * {{ horizon }} / 7.0 as same_orders,
        cast(predictions.revenue as double) / (cast(predictions.age_weeks as double) + 1.0 / 7) * {{ horizon }} / 7.0 as same_value,
        coalesce(after.n_orders, 0) as n_orders,
        coalesce(cast(after.revenue as double), 0) as revenue
    from predictions
    left join after on predictions.customer_id = after.customer_id

),

foretold as (

    {% for method, target, predicted, actual in [
        ('bg_nbd', 'orders', 'expected_orders', 'n_orders'),
        ('same_rate', 'orders', 'same_orders', 'n_orders'),
        ('bg_nbd', 'value', 'expected_value', 'revenue'),
        ('same_rate', 'value', 'same_value', 'revenue'),
        ('bg_nbd', 'any_order', 'p_order', 'cast(n_orders > 0 as integer)'),
        ('same_rate', 'any_order', '1 - exp(-same_orders)', 'cast(n_orders > 0 as integer)'),
    ] %}
    select
        '{{ method }}' as method,
        '{{ target }}' as target,
        {{ predicted }} as predicted,
        {{ actual }} as actual
    from checked
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

measured as (

    select
        method,
        target,
        count(*) as n_customers,
        {{ exact_mean('abs(predicted - actual)') }} as mean_absolute_error,
        sqrt({{ exact_mean('power(predicted - actual, 2)') }}) as root_mean_squared_error,
        {{ exact_mean('predicted') }} / nullif({{ exact_mean('actual') }}, 0) as predicted_over_actual
    from foretold
    group by method, target

)

{% for metric in ['mean_absolute_error', 'root_mean_squared_error', 'predicted_over_actual'] %}
select
    method,
    target,
    '{{ metric }}' as metric,
    {{ metric }} as value,
    cast(null as double) as ci_low,
    cast(null as double) as ci_high,
    method = 'bg_nbd' as is_chosen,
    n_customers
from measured
where {{ metric }} is not null
{{ 'union all' if not loop.last }}
{% endfor %}
