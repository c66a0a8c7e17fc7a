{#
  Phi: the correlation of antecedent and consequent over baskets, in [-1, 1] (Pearson 1900; Yule 1912); null where one of
  them is in every basket.

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro phi(support_count, antecedent_count, consequent_count, n_baskets) -%}
    (cast({{ support_count }} as double) * {{ n_baskets }} - cast({{ antecedent_count }} as double) * {{ consequent_count }})
    / nullif(sqrt(cast({{ antecedent_count }} as double) * {{ consequent_count }}) * sqrt(cast({{ n_baskets }} - {{ antecedent_count }} as double) * ({{ n_baskets }} - {{ consequent_count }})), 0)
{%- endmacro %}
