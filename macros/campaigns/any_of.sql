{#
  The probability that at least one of some independent events happens (aggregate function).

  probability: SQL expression, in [0, 1].
  key: SQL expression, different in each row of the group, so that threads cannot change the last digits.
#}
{% macro any_of(probability, key) -%}
    1 - exp({{ ordered_sum('ln(greatest(1 - ' ~ probability ~ ', 1e-300))', key) }})
{%- endmacro %}
