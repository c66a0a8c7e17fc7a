{#
  A count over some days as a number a month, of 30.4375 days (a year of 365.25 over twelve).

  count: SQL expression.
  n_days: SQL expression, days that were counted in, above 0.
#}
{% macro per_month(count, n_days) -%}
    cast({{ count }} as double) * 30.4375 / {{ n_days }}
{%- endmacro %}
