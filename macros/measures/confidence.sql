{#
  Confidence: the share of the antecedent's baskets that hold the consequent too (Agrawal, Imielinski and Swami 1993).

  support_count, antecedent_count: SQL expressions, whole numbers.
#}
{% macro confidence(support_count, antecedent_count) -%}
    cast({{ support_count }} as double) / {{ antecedent_count }}
{%- endmacro %}
