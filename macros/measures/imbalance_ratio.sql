{#
  Imbalance ratio: how far apart antecedent and consequent are in frequency, 0 where they are equal (Wu, Chen and Han
  2010).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro imbalance_ratio(support_count, antecedent_count, consequent_count, n_baskets) -%}
    cast(abs({{ antecedent_count }} - {{ consequent_count }}) as double) / ({{ antecedent_count }} + {{ consequent_count }} - {{ support_count }})
{%- endmacro %}
