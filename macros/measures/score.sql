{#
  Which fifth of all rows a value lies in, 5 the best; equal values share a score.

  value: SQL expression without nulls.
  best: 'highest' or 'lowest'.
  Returns a SQL expression, a whole number from 1 to 5 (window function over all rows).
#}
{% macro score(value, best='highest') -%}
    cast(floor(5.0 * (rank() over (order by {{ value }}{{ ' desc' if best == 'lowest' }}) - 1) / count(*) over ()) + 1 as integer)
{%- endmacro %}
