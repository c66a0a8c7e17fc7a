-- One row per customer: the features, scaled by the table segment_scaling to mean 0 and a standard deviation of 1 at most.
with

customers as (select * from {{ ref('segment_features') }}),

-- The table in one row, so that every customer is scaled in one pass.
scaling as (

    select
        {% for feature in setting('segment_features') %}
        {% for column in ['lower_bound', 'upper_bound', 'missing_value', 'mean', 'spread'] %}
        max({{ column }}) filter (where feature = '{{ feature }}') as {{ feature }}_{{ column }},
        {% endfor %}
        {% endfor %}
        count(*) as n_features
    from {{ ref('segment_scaling') }}

)

select
    {% for feature in setting('segment_features') %}
    {{ scaled(feature) }} as {{ feature }},
    {{ scaled(feature, is_held=false) }} as {{ feature }}_unbounded,
    {% endfor %}
    customers.is_fitted_on,
    customers.is_measured_on,
    customers.customer_id
from customers
cross join scaling
