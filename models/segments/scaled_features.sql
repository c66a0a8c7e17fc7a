-- One row per customer: the features, scaled by the table segment_scaling to mean 0 and a standard deviation of 1, or less where they hardly differ.
with

customers as (select * from {{ ref('segment_features') }}),

-- The scaling in one row, so that every customer is scaled in one pass.
scaling as (

    select
        {% for feature in var('segment_features') %}
        {% for column in ['lower_bound', 'upper_bound', 'missing_value', 'mean', 'spread'] %}
        max({{ column }}) filter (where feature = '{{ feature }}') as {{ feature }}_{{ column }},
        {% endfor %}
        {% endfor %}
        count(*) as n_features
    from {{ ref('segment_scaling') }}

)

select
    {% for feature in var('segment_features') %}
    {{ scaled(feature) }} as {{ feature }},
    {% endfor %}
    customers.customer_id
from customers
cross join scaling
