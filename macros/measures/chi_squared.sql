{#
  Chi-squared of the two-by-two table of antecedent and consequent, one degree of freedom, without a correction for
  continuity (Pearson 1900; for rules Brin, Motwani and Silverstein 1997); null where one of them is in every basket.

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro chi_squared(support_count, antecedent_count, consequent_count, n_baskets) -%}
    {{ n_baskets }} * power(
        (cast({{ support_count }} as double) * {{ n_baskets }} - cast({{ antecedent_count }} as double) * {{ consequent_count }})
        / nullif(sqrt(cast({{ antecedent_count }} as double) * {{ consequent_count }}) * sqrt(cast({{ n_baskets }} - {{ antecedent_count }} as double) * ({{ n_baskets }} - {{ consequent_count }})), 0),
        2
    )
{%- endmacro %}
