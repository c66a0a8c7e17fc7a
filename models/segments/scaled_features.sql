-- One row per customer: the features, scaled by the table segment_scaling to mean 0 and a standard deviation of 1 at most.
with

customers as (select * from {{ ref('segment_features') }}),

scaling as (

    {{ scaling_row() }}

)

select
    {% for feature in var('segment_features') %}
    {{ scaled(feature) }} as {{ feature }},
    {% endfor %}
    customers.customer_id
from customers
cross join scaling
