-- One row per customer with a basket: what an order that an offer wins adds to their value, and what a habit of discounts takes.
with

customers as (select * from {{ ref('customer_features') }}),

predictions as (select * from {{ ref('value_predictions') }} where history = 'all'),

-- An order to come earns what those of the shop earned.
margins as (

    select coalesce(greatest(cast(sum(margin) as double) / nullif(cast(sum(revenue) as double), 0), 0), 0) as margin_share
    from {{ ref('order_margins') }}

)

-- An order is won of who might come and might not: who surely comes anyway brings no more, and who has surely gone is not moved by
-- an offer that multiplies a chance. What follows it is theirs to bring only now. One more product bought on discount makes the
-- share so bought one of so many products more, of which the revenue to come loses the discount.
select
    customers.customer_id,
    predictions.churn_risk * (1 - predictions.churn_risk)
    * predictions.orders_after_another * predictions.expected_order_value * margins.margin_share as value_of_an_order,
    predictions.expected_value * (1 - customers.discounted_share)
    / ((customers.frequency + 1) * customers.basket_size) as cost_of_habit
from predictions
inner join customers on predictions.customer_id = customers.customer_id
cross join margins
