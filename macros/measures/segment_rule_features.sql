{#
  The columns of customer_features that seeds/segment_rules.csv may speak of.
#}
{% macro segment_rule_features() %}
    {{ return(['recency_days', 'frequency', 'monetary', 'basket_value', 'basket_size', 'n_products', 'discount_share', 'tenure_days']) }}
{% endmacro %}
