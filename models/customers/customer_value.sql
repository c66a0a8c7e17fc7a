-- One row per customer: how many orders and how much money to expect, whether they are still active, and their stage.
with

customers as (select * from {{ ref('customer_features') }}),

predictions as (select * from {{ ref('value_predictions') }} where history = 'all')

select
    customers.customer_id,
    predictions.expected_orders,
    cast(predictions.expected_order_value as {{ column_type('money') }}) as expected_order_value,
    cast(predictions.expected_value as {{ column_type('money') }}) as expected_value,
    predictions.p_alive,
    predictions.churn_risk,
    case
        when customers.tenure_days < {{ setting('trend_days') }} then 'new'
        when predictions.churn_risk >= {{ setting('lapsed_risk') }} then 'lapsed'
        when coalesce(customers.orders_last_quarter + customers.orders_quarter_before, 0) = 0 then 'lapsed'
        when customers.trend <= -{{ setting('stage_trend') }} then 'slowing'
        when customers.trend >= {{ setting('stage_trend') }} then 'growing'
        else 'steady'
    end as lifecycle_stage,
    customers.trend,
    customers.recency_days
from customers
left join predictions on customers.customer_id = predictions.customer_id
