{#
  How much a customer likes a product they bought: the logarithm of 1 + decayed orders, as a double that is the same on every engine.

  decayed_orders: SQL expression, see customer_products.
#}
{% macro liking(decayed_orders) -%}
    round(ln(1 + cast({{ decayed_orders }} as double)), 9)
{%- endmacro %}
