{#
  A sum of doubles, added in the order of a key, so that threads cannot change its last digits (aggregate function).

  value: SQL expression, a double.
  key: SQL expression, different in each row of the group.
#}
{% macro ordered_sum(value, key) -%}
    {{- adapter.dispatch('ordered_sum')(value, key) -}}
{%- endmacro %}

{% macro default__ordered_sum(value, key) -%}
    list_sum(list({{ value }} order by {{ key }}))
{%- endmacro %}
