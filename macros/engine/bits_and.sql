{#
  The bits that two strings of bits share.

  a, b: SQL expressions, strings of one length.
#}
{% macro bits_and(a, b) -%}
    {{- adapter.dispatch('bits_and')(a, b) -}}
{%- endmacro %}

{% macro default__bits_and(a, b) -%}
    {{ a }} & {{ b }}
{%- endmacro %}
