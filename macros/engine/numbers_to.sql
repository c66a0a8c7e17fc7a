{#
  The whole numbers from 0 to a last one, as a list.

  last: SQL expression, a whole number of at least 0.
#}
{% macro numbers_to(last) -%}
    {{- adapter.dispatch('numbers_to')(last) -}}
{%- endmacro %}

{% macro default__numbers_to(last) -%}
    generate_series(0, {{ last }})
{%- endmacro %}
