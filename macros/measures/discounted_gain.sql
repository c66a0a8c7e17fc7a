{#
  What a hit at a rank is worth in NDCG (Jarvelin and Kekalainen 2002): 1 / log2(rank + 1), as a decimal whose sum does
  not depend on order.

  rank: SQL expression, 1 is the first.
#}
{% macro discounted_gain(rank) -%}
    cast(1 / log2({{ rank }} + 1) as decimal(18, 12))
{%- endmacro %}
