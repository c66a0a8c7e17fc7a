{#
  Representativity: the share of baskets in which the itemset could have been seen (Ragel and Cremilleux 1998, for rows
  with missing values; here a basket too large to count pairs in is such a row).

  n_counted, n_baskets: SQL expressions, whole numbers.
#}
{% macro representativity(n_counted, n_baskets) -%}
    cast({{ n_counted }} as double) / {{ n_baskets }}
{%- endmacro %}
