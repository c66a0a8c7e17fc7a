{#
  What an order line comes to before its discount. DuckDB multiplies decimals in 64 bits unless one is wider than 18
  digits, which is too few for a line of a hundred million.
#}
{% macro line_gross() %}{{ return('cast(quantity as decimal(20, 3)) * unit_price') }}{% endmacro %}
