{#
  A sum of squares, or of products, of deviations from the mean, from plain sums.

  sum_of_products, sum_a, sum_b, n: SQL expressions; sum_a and sum_b are the same for squares.
#}
{% macro centred(sum_of_products, sum_a, sum_b, n) -%}
    (cast({{ sum_of_products }} as double) - cast({{ sum_a }} as double) * cast({{ sum_b }} as double) / {{ n }})
{%- endmacro %}
