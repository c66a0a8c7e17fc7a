{#
  Support: the share of baskets that hold an itemset (Agrawal, Imielinski and Swami 1993).

  support_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro support(support_count, n_baskets) -%}
    cast({{ support_count }} as double) / {{ n_baskets }}
{%- endmacro %}
