{#
  A string of bits with a 1 at each of the given numbers, an aggregate function.

  number: a column of whole numbers; all strings of one query have one length.
#}
{% macro bits_of(number) -%}
    {{- adapter.dispatch('bits_of')(number) -}}
{%- endmacro %}

{% macro default__bits_of(number) -%}
    bitstring_agg({{ number }})
{%- endmacro %}
