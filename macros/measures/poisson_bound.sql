{#
  An end of the interval for the mean of a Poisson count: Byar's formula (Breslow and Day, Statistical Methods in Cancer
  Research 2, 1987, p. 69).

  observed: SQL expression, the count; 0 has the lower end 0.
  side: -1 for the lower end, 1 for the upper one.
  z: a number, the normal quantile of that end, for example 1.96.
#}
{% macro poisson_bound(observed, side, z) -%}
    {%- set count = '(' ~ observed ~ ' + 1)' if side == 1 else 'nullif(' ~ observed ~ ', 0)' -%}
    coalesce({{ count }} * power(1 - 1 / (9.0 * {{ count }}) + {{ side }} * {{ z }} / (3 * sqrt({{ count }})), 3), 0)
{%- endmacro %}
