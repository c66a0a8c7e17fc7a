{#
  The elements of a list that stand at the given places.

  list: SQL expression.
  places: SQL expression, a list of whole numbers, 1 is the first.
#}
{% macro items_at(list, places) -%}
    {{- adapter.dispatch('items_at')(list, places) -}}
{%- endmacro %}

{% macro default__items_at(list, places) -%}
    list_select({{ list }}, {{ places }})
{%- endmacro %}
