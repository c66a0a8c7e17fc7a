{#
  In how many parts pairs are counted: eight measured best on one and two threads (benchmarks/RESULTS.md). frequent_products
  numbers them, frequent_pairs counts each.
#}
{% macro n_pair_parts() %}
    {{ return(8) }}
{% endmacro %}
