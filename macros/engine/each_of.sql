{#
  One row per element of a list, as a column of a select.

  list: SQL expression.
#}
{% macro each_of(list) -%}
    {{- adapter.dispatch('each_of')(list) -}}
{%- endmacro %}

{% macro default__each_of(list) -%}
    unnest({{ list }})
{%- endmacro %}
