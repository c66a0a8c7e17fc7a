{#
  How many bits of a string of bits are 1.

  bits: SQL expression.
#}
{% macro count_bits(bits) -%}
    {{- adapter.dispatch('count_bits')(bits) -}}
{%- endmacro %}

{% macro default__count_bits(bits) -%}
    bit_count({{ bits }})
{%- endmacro %}
