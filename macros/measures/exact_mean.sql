{#
  A mean that does not depend on the order of rows or the number of threads: the sum is over decimals.

  value: SQL expression, below 10^18 in size; nine digits after the point count.
#}
{% macro exact_mean(value) -%}
    cast(sum(cast({{ value }} as decimal(27, 9))) as double) / nullif(count({{ value }}), 0)
{%- endmacro %}
