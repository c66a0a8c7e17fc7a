{#
  A list of the given values.

  values: SQL expressions of one type.
#}
{% macro list_of(values) -%}
    {{- adapter.dispatch('list_of')(values) -}}
{%- endmacro %}

{% macro default__list_of(values) -%}
    [{{ values | join(', ') }}]
{%- endmacro %}
