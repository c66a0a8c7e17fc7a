{#
  The values of a group as a list, from the smallest to the largest key (aggregate function).

  value: SQL expression.
  key: SQL expression.
#}
{% macro sorted_list(value, key) -%}
    {{- adapter.dispatch('sorted_list')(value, key) -}}
{%- endmacro %}

{% macro default__sorted_list(value, key) -%}
    list({{ value }} order by {{ key }})
{%- endmacro %}
