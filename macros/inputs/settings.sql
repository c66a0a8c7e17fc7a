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
        'max_itemset_size': 'Products in the largest itemset that is looked for.',
        'max_consequent_size': 'Products in the largest consequent of a rule.',
        'max_p_value': 'rules_that_matter keeps rules whose p-value after Benjamini and Hochberg is at most that.',
        'rule_miner': 'What finds itemsets: sql, or fpgrowth (mlxtend); the answer is the same.',
        'itemset_counting': 'How SQL counts sets of three products or more: joins, bitstrings, or auto, which chooses by density.',
        'dense_from': 'Share of the frequent products that a basket holds on average from which auto chooses bit strings.',
        'max_itemsets': 'Where there may be more itemsets, the build stops before it counts them and names a workable min_support.',
        'assumed_margin': 'Margin as a share of the price, for products whose unit_cost the shop does not say.',
        'max_bundle_discount': 'A bundle\'s discount is at most that over the lift of its rule.',
        'roll_up_to': 'The column of products that category_rules counts by: category or brand.',
        'drift_days': 'The last days of a rule, compared with the time before.',
        'drift_z_score': 'Standard errors by which the last days must differ for a rule to have risen or fallen.',
        'next_basket_days': 'Days within which the next product must be bought after the first.',
        'min_sequence_support': 'Share of customers who must buy two products one after the other.',
        'n_segments': 'Clusters that K-means makes (fewer where there are fewer different customers).',
        'min_segment_buyers': 'Share of a segment that must buy a product before it is said to set the segment apart.',
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
