-- One row per customer with a basket and history: what the value models expect of them within the horizon.
{% set horizon = setting('value_horizon_days') / 7 %}
with

pasts as (

    select
        *,
        cast(recency_weeks as double) as recency,
        cast(age_weeks as double) as age,
        cast(repeat_revenue as double) / nullif(n_repeats, 0) as mean_value
    from {{ ref('order_histories') }}

),

parameters as (

    select
        history,
        {% for parameter in ['r', 'alpha', 'a', 'b'] %}
        max(value) filter (where model = 'bg_nbd' and parameter = '{{ parameter }}') as {{ parameter }},
        {% endfor %}
        {% for parameter in ['p', 'q', 'gamma'] %}
        max(value) filter (where model = 'gamma_gamma' and parameter = '{{ parameter }}') as {{ parameter }},
        {% endfor %}
        count(*) as n_parameters
    from {{ ref('value_parameters') }}
    group by history

),

means as (

    select
        history,
        {{ exact_mean('mean_value') }} as mean_value
    from pasts
    group by history

),

-- Whether they are still active, and whether an active one would come within the horizon: closed forms of BG/NBD. What
-- an order is worth: Gamma-Gamma's mean, which lies between the customer's own and that of all; the mean of all where q <= 1.
predicted as (

    select
        pasts.history,
        pasts.customer_id,
        pasts.n_repeats,
        pasts.recency_weeks,
        pasts.age_weeks,
        pasts.revenue,
        {{ probability_active() }} as p_alive,
        1 - power(
            (parameters.alpha + pasts.age) / (parameters.alpha + pasts.age + {{ horizon }}), parameters.r + pasts.n_repeats
        ) as p_order_if_alive,
        coalesce({{ order_value() }}, means.mean_value) as expected_order_value
    from pasts
    inner join parameters on pasts.history = parameters.history
    inner join means on pasts.history = means.history

)

select
    predicted.history,
    predicted.customer_id,
    predicted.n_repeats,
    predicted.age_weeks,
    predicted.revenue,
    predicted.p_alive,
    1 - predicted.p_alive * predicted.p_order_if_alive as churn_risk,
    expected.expected_orders,
    expected.orders_after_another,
    predicted.expected_order_value,
    expected.expected_orders * predicted.expected_order_value as expected_value
from predicted
inner join {{ ref('expected_orders') }} as expected
    on
        predicted.history = expected.history
        and predicted.n_repeats = expected.n_repeats
        and predicted.recency_weeks = expected.recency_weeks
        and predicted.age_weeks = expected.age_weeks
