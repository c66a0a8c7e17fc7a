{#
  The shop's time zone: var `time_zone`, or the one that shop.yml says, or the one that its line in `shops` names.
#}
{% macro time_zone() -%}
    {{ setting('time_zone') or (describe_shop_file().time_zone if execute and setting('shop') == 'files') or this_shop()['time_zone'] }}
{%- endmacro %}
