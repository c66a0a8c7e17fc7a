{#
  Jaccard: of the baskets that hold antecedent or consequent, the share that holds both (Jaccard 1912).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro jaccard(support_count, antecedent_count, consequent_count, n_baskets) -%}
    cast({{ support_count }} as double) / ({{ antecedent_count }} + {{ consequent_count }} - {{ support_count }})
{%- endmacro %}
