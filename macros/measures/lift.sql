{#
  Lift: how many times as often antecedent and consequent meet as if they were independent
  (Brin, Motwani, Ullman and Tsur 1997, there called interest).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro lift(support_count, antecedent_count, consequent_count, n_baskets) -%}
    cast({{ support_count }} as double) * {{ n_baskets }} / (cast({{ antecedent_count }} as double) * {{ consequent_count }})
{%- endmacro %}
