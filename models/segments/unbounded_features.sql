-- One row per customer: the scaled features as they are, not held within bounds, in which outliers stand out.
with

customers as (select * from {{ ref('segment_features') }}),

scaling as (

    {{ scaling_row() }}

)

select
    {% for feature in var('segment_features') %}
    {{ scaled(feature, is_held=false) }} as {{ feature }},
    {% endfor %}
    customers.customer_id
from customers
cross join scaling
