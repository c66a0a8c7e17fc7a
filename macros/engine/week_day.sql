{#
  The day of the week, 1 for Monday to 7 for Sunday.

  day: SQL expression, a date.
#}
{% macro week_day(day) -%}
    {{- adapter.dispatch('week_day')(day) -}}
{%- endmacro %}

{% macro default__week_day(day) -%}
    extract(isodow from {{ day }})
{%- endmacro %}
