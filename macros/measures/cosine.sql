{#
  Cosine: support over the geometric mean of the supports of antecedent and consequent (Tan, Kumar and Srivastava 2002).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro cosine(support_count, antecedent_count, consequent_count, n_baskets) -%}
    cast({{ support_count }} as double) / sqrt(cast({{ antecedent_count }} as double) * {{ consequent_count }})
{%- endmacro %}
