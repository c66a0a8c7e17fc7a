{#
  A list without one of its elements.

  list: SQL expression.
  element: SQL expression.
#}
{% macro list_without(list, element) -%}
    {{- adapter.dispatch('list_without')(list, element) -}}
{%- endmacro %}

{% macro default__list_without(list, element) -%}
    list_filter({{ list }}, lambda item: item <> {{ element }})
{%- endmacro %}
