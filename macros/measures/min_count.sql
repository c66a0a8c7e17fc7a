{#
  The smallest count that reaches a share of `total`, by exact arithmetic.

  total: SQL expression, a whole number (baskets, or the antecedent's baskets).
  share: 0 < share <= 1; var `min_support` when left out.
  Returns a SQL expression, a whole number >= 1.
#}
{% macro min_count(total, share=setting('min_support')) -%}
    greatest(1, cast(ceil({{ exact(share) }} * cast({{ total }} as bigint)) as bigint))
{%- endmacro %}
