{#
  What each var of dbt_project.yml means, for the table build_settings and for whoever writes one.

  Returns a dict of name and description. Vars that say where files lie are left out: they do not change a number.
#}
{% macro settings() %}
    {{ return({
        'shop': 'Which shop is built: a folder of models/inputs/.',
        'as_of': '"Today", the last day that counts (YYYY-MM-DD); empty: the newest order\'s day.',
        'time_zone': 'Where the shop\'s days begin and end; empty: the zone that the shop\'s line in `shops` names.',
        'input_encoding': 'Shop files: the encoding of its CSV files.',
        'build_seed': 'Every random draw comes from md5 of this and a key.',
        'min_support': 'Share of baskets that must hold an itemset.',
        'min_confidence': 'Share of the antecedent\'s baskets that must hold the consequent too.',
        'min_lift': 'How many times as often as by chance antecedent and consequent must meet.',
        'max_basket_products': 'A basket of more products is left out of pair counting and stands in oversized_baskets.',
        'trend_days': 'Days in a quarter: the orders of the last against those of the one before make the trend.',
        'value_horizon_days': 'Days that customer value looks ahead; the last so many days check it.',
        'min_value_customers': 'Customers with a repeat order that the value models need; with fewer there are no predictions.',
        'lapsed_risk': 'Chance of no order within the horizon from which a customer counts as lapsed.',
        'stage_trend': 'Trend from which a customer counts as growing, or below zero as slowing.',
        'segment_method': 'How clusters are found: kmeans, or hdbscan, which looks for dense places.',
        'segment_features': 'The columns of customer_features that clusters are made from.',
        'segment_clip': 'Share of customers at either end of a feature who count as if they stood where that end begins.',
        'n_segments': 'Clusters (fewer where there are fewer different customers); 0: as many as the measures of separation choose.',
        'min_segments': 'The fewest clusters that are tried.',
        'max_segments': 'The most clusters that are tried.',
        'usable_segments': 'Fewer clusters than this are chosen only where the silhouette is clear.',
        'clear_silhouette': 'From this mean silhouette on, customers are said to fall apart into clusters.',
        'patience': 'Ranks by which another number of clusters must be better than that of the last build to replace it.',
        'name_slack': 'Share of customers by which a cluster may fall short of the conditions of the name it had in the last build.',
        'max_fit_customers': 'Customers, sampled by hash, that clusters are fitted on; all are assigned.',
        'min_segment_buyers': 'Share of a segment that must buy a product before it is said to set the segment apart.',
        'n_bootstraps': 'Draws of customers that the stability of the segments is measured by.',
        'explanation_depth': 'The most conditions in a row of the tree that tells segments apart.',
        'n_differences': 'Features that are named as setting a segment apart.',
        'max_quality_customers': 'Customers, sampled by hash, that the quality of segments is measured on.',
        'n_recommendations': 'Recommendations per customer and kind.',
        'n_neighbours': 'Similar products that are kept for each product.',
        'min_product_customers': 'Customers that must have bought a product before its neighbours are trusted.',
        'min_customer_products': 'Products that a customer must have bought before neighbours speak for them; else the segment does.',
        'recency_half_life_days': 'A purchase of that age counts half as much as one of today.',
        'holdout_days': 'The last days, kept apart to measure recommendations on.',
        'overdue_cycles': 'A win-back offer goes to who has stayed away for so many of their own mean days between orders.',
        'max_offers_per_customer': 'Planned contacts per customer.',
        'n_offer_products': 'Recommended products in one offer.',
        'holdout_share': 'Share of customers who get no offer, so that the effect can be measured.',
    }) }}
{% endmacro %}
