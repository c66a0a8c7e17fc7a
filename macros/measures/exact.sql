{#
  A number of a var as an exact decimal, so that a count that sits right on a threshold passes it.

  value: the number, between 0 and 10,000, at most 9 digits after the point.
#}
{% macro exact(value) -%}
    cast({{ '%.9f' | format(value | float) }} as decimal(14, 9))
{%- endmacro %}
