-- One row per customer: the features that clusters are made from, the skewed ones as logarithms.
with

customers as (select * from {{ ref('customer_features') }})

select
    customer_id,
    ln(1 + recency_days) as recency,
    ln(1 + frequency) as frequency,
    ln(1 + greatest(coalesce(cast(basket_value as double), 0), 0)) as basket_value,
    least(greatest(discount_share, 0), 1) as discount_share,
    ln(1 + tenure_days) as tenure
from customers
