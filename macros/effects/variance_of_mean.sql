{#
  The variance of a mean, from the sum of squared deviations; null of one value.

  squares: SQL expression, a double.
  n: SQL expression, how many values.
#}
{% macro variance_of_mean(squares, n) -%}
    greatest({{ squares }}, 0) / nullif({{ n }} - 1, 0) / {{ n }}
{%- endmacro %}
