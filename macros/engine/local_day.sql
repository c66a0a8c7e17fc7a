{#
  The shop's day that a moment falls on.

  moment: SQL expression, a UTC timestamp.
#}
{% macro local_day(moment) -%}
    {{- adapter.dispatch('local_day')(moment) -}}
{%- endmacro %}

{% macro default__local_day(moment) -%}
    cast({{ moment }} at time zone 'UTC' at time zone '{{ time_zone() | trim }}' as date)
{%- endmacro %}
