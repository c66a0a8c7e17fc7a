{#
  The shop's time zone: var `time_zone`, or the one that its line in `shops` names.
#}
{% macro time_zone() -%}
    {{ setting('time_zone') or this_shop()['time_zone'] }}
{%- endmacro %}
