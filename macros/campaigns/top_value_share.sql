{#
  The share of all customers, the rows of the query, who are worth at least as much; those worth the same stand equally high.

  value: SQL expression, what a customer is expected to be worth; nothing where it is missing.
#}
{% macro top_value_share(value) -%}
    cast(rank() over (order by coalesce({{ value }}, 0) desc) as double) / count(*) over ()
{%- endmacro %}
