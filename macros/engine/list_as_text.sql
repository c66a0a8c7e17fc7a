{#
  A list as text, elements separated by a character that no product id has (ASCII's unit separator).

  list: SQL expression.
#}
{% macro list_as_text(list) -%}
    {{- adapter.dispatch('list_as_text')(list) -}}
{%- endmacro %}

{% macro default__list_as_text(list) -%}
    array_to_string({{ list }}, chr(31))
{%- endmacro %}
