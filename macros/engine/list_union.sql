{#
  The elements of two lists as one sorted list.

  a, b: SQL expressions, lists of one type.
#}
{% macro list_union(a, b) -%}
    {{- adapter.dispatch('list_union')(a, b) -}}
{%- endmacro %}

{% macro default__list_union(a, b) -%}
    list_sort(list_concat({{ a }}, {{ b }}))
{%- endmacro %}
