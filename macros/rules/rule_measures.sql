{#
  The measures that every kind of rule has beside support, confidence, lift and leverage, as columns of their own names.

  counts: the four SQL expressions that they take: support_count, antecedent_count, consequent_count, n_baskets.
#}
{% macro rule_measures(counts) -%}
    {{ conviction(*counts) }} as conviction,
    {{ zhangs_metric(*counts) }} as zhangs_metric,
    {{ jaccard(*counts) }} as jaccard,
    {{ kulczynski(*counts) }} as kulczynski,
    {{ imbalance_ratio(*counts) }} as imbalance_ratio,
    {{ cosine(*counts) }} as cosine,
    {{ certainty(*counts) }} as certainty,
    {{ odds_ratio(*counts) }} as odds_ratio,
    {{ phi(*counts) }} as phi,
    {{ chi_squared(*counts) }} as chi_squared
{%- endmacro %}
