-- One row per method, target and metric: how well the last horizon was foretold from the time before it.
with

foretold as (

    select
        'bg_nbd' as method,
        'orders' as target,
        expected_orders as predicted,
        n_orders as actual
    from {{ ref('value_checks') }}
    union all
    select
        'same_rate' as method,
        'orders' as target,
        naive_orders as predicted,
        n_orders as actual
    from {{ ref('value_checks') }}
    union all
    select
        'bg_nbd' as method,
        'value' as target,
        expected_value as predicted,
        revenue as actual
    from {{ ref('value_checks') }}
    union all
    select
        'same_rate' as method,
        'value' as target,
        naive_value as predicted,
        revenue as actual
    from {{ ref('value_checks') }}
    union all
    select
        'bg_nbd' as method,
        'any_order' as target,
        p_order as predicted,
        cast(n_orders > 0 as integer) as actual
    from {{ ref('value_checks') }}
    union all
    select
        'same_rate' as method,
        'any_order' as target,
        1 - exp(-naive_orders) as predicted,
        cast(n_orders > 0 as integer) as actual
    from {{ ref('value_checks') }}

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
