{#
  An end of Wilson's score interval for a share (Wilson, JASA 22, 1927).

  successes, n: SQL expressions, counts.
  side: -1 for the lower end, 1 for the upper one.
  z: SQL expression, the normal quantile of that end, for example 1.96.
#}
{% macro wilson_bound(successes, n, side, z) -%}
    (({{ successes }} + power({{ z }}, 2) / 2
    + {{ side }} * {{ z }} * sqrt(greatest(cast({{ successes }} as double) * ({{ n }} - {{ successes }}) / {{ n }}, 0) + power({{ z }}, 2) / 4))
    / ({{ n }} + power({{ z }}, 2)))
{%- endmacro %}
