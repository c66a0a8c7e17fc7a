{#
  The moment (UTC) at which a day of the shop begins.

  day: SQL expression, a date.
#}
{% macro day_start(day) -%}
    {{- adapter.dispatch('day_start')(day) -}}
{%- endmacro %}

{% macro default__day_start(day) -%}
    (cast({{ day }} as timestamp) at time zone '{{ time_zone() | trim }}' at time zone 'UTC')
{%- endmacro %}
