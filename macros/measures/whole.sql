{#
  A number without what stands after its point, as a decimal whose sum does not depend on order.

  value: SQL expression, at least 0; above 10^30 it counts as 10^30.
#}
{% macro whole(value) -%}
    cast(floor(least(cast({{ value }} as double), 1e30)) as decimal(38, 0))
{%- endmacro %}
