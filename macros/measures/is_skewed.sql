{#
  Whether a feature is scaled as ln(1 + x): days, counts and money are, for they have a long tail; shares and trends,
  which lie within bounds, are not.

  feature: a column of customer_features.
#}
{% macro is_skewed(feature) %}
    {{ return(not (
        feature.endswith('_share') or feature.endswith('_rate') or feature.endswith('_score')
        or feature.startswith('mean_rating') or feature in ['trend', 'gap_variation']
    )) }}
{% endmacro %}
