{#
  The shop's time zone: var `time_zone`, or the one that its line in `shops` names.
#}
{% macro time_zone() -%}
    {{ var('time_zone') or var('shops')[var('shop')]['time_zone'] }}
{%- endmacro %}
