{#
  Leverage: the share of baskets in which antecedent and consequent meet beyond what independence explains
  (Piatetsky-Shapiro 1991).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro leverage(support_count, antecedent_count, consequent_count, n_baskets) -%}
    cast({{ support_count }} as double) / {{ n_baskets }}
    - cast({{ antecedent_count }} as double) / {{ n_baskets }} * {{ consequent_count }} / {{ n_baskets }}
{%- endmacro %}
