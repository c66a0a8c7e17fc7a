{#
  What something counts for that is so old: 1 today, and half as much for every half-life before, as a decimal whose sum
  does not depend on order.

  age: SQL expression, days, at least 0.
  times: half-lives of that many times var recency_half_life_days; 1 when left out.
#}
{% macro decayed(age, times=1) -%}
    cast(power(0.5, {{ age }} / cast({{ times * setting('recency_half_life_days') }} as double)) as decimal(18, 9))
{%- endmacro %}
