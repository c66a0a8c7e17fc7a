{#
  Customers with their features as the table segment_scaling wants them.

  customers: relation with the columns customer_id and var `segment_features`, in their own units.
  is_held: whether values are held within the bounds.
  Returns a select: the scaled features and customer_id, one row per row of `customers`.
#}
{% macro scaled_rows(customers, is_held=true) -%}
with

customers as (select * from {{ customers }}),

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
    {{ scaled(feature, is_held) }} as {{ feature }},
    {% endfor %}
    customers.customer_id
from customers
cross join scaling
{%- endmacro %}
