{#
  The columns of customer_features that seeds/segment_rules.csv may speak of.
#}
{% macro segment_rule_features() %}
    {{ return([
        'recency_days', 'frequency', 'monetary', 'basket_value', 'basket_size', 'n_products', 'n_categories', 'discount_share',
        'discounted_share', 'only_discounted_share', 'return_rate', 'tenure_days', 'mean_days_between_orders', 'gap_variation',
        'trend', 'morning_share', 'afternoon_share', 'evening_share', 'night_share', 'weekend_share', 'n_views', 'n_carts',
        'mean_rating', 'n_reviews', 'mean_survey_score',
    ]) }}
{% endmacro %}
