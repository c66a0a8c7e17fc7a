{#
  Kulczynski: the mean of the confidences both ways (Kulczynski 1927); it does not depend on baskets that hold neither.

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro kulczynski(support_count, antecedent_count, consequent_count, n_baskets) -%}
    (cast({{ support_count }} as double) / {{ antecedent_count }} + cast({{ support_count }} as double) / {{ consequent_count }}) / 2
{%- endmacro %}
