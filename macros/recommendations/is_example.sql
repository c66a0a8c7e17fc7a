{#
  Whether a ranker learns from a candidate: of an earlier history, and bought or, by hash, one of three that were not
  (EXAMPLE_SHARE of basketry/ranker.py allows for it).

  history, customer, product: SQL expressions; later_purchases must be joined.
#}
{% macro is_example(history, customer, product) -%}
    {{ history }} in ('earlier_1', 'earlier_2', 'earlier_3')
    and (
        later_purchases.product_number is not null
        or {{ hash_share(["'example'", history, customer, product]) }} < 1 / cast(3 as double)
    )
{%- endmacro %}
