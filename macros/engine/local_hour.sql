{#
  The hour of the shop's day that a moment falls in, 0 to 23.

  moment: SQL expression, a UTC timestamp.
#}
{% macro local_hour(moment) -%}
    {{- adapter.dispatch('local_hour')(moment) -}}
{%- endmacro %}

{% macro default__local_hour(moment) -%}
    extract(hour from {{ moment }} at time zone 'UTC' at time zone '{{ time_zone() | trim }}')
{%- endmacro %}
