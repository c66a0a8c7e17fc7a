-- One row per customer known before the last horizon: what was predicted of them then, and what they did.
with

predictions as (select * from {{ ref('value_predictions') }} where history = 'calibration'),

-- The same rate as before: as many visits and as much money per week as since the first visit, that visit included.
naive as (

    select
        customer_id,
        (n_repeats + 1) / (cast(age_weeks as double) + 1.0 / 7) * {{ setting('value_horizon_days') }} / 7.0 as n_orders,
        cast(revenue as double) / (cast(age_weeks as double) + 1.0 / 7) * {{ setting('value_horizon_days') }} / 7.0 as revenue
    from predictions

),

after as (

    select
        baskets.customer_id,
        count(distinct baskets.ordered_on) as n_orders,
        sum(baskets.revenue) as revenue
    from {{ ref('baskets') }} as baskets
    cross join {{ ref('today') }} as today
    where {{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} between 0 and {{ setting('value_horizon_days') - 1 }}
    group by baskets.customer_id

)

select
    predictions.customer_id,
    predictions.expected_orders,
    predictions.expected_value,
    1 - predictions.churn_risk as p_order,
    naive.n_orders as naive_orders,
    naive.revenue as naive_value,
    coalesce(after.n_orders, 0) as n_orders,
    coalesce(cast(after.revenue as double), 0) as revenue
from predictions
inner join naive on predictions.customer_id = naive.customer_id
left join after on predictions.customer_id = after.customer_id
