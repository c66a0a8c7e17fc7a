{#
  Before anything is built: stop, with one line, at the first var whose value cannot be meant, and where nothing can be
  published.
#}
{% macro check_settings() %}
    {% if execute %}
        {% do this_shop() %}
        {% if flags.WHICH == 'build' and var('publish_path') %}
            {{ plugin_call('make_folder_for', [var('publish_path') ~ '.part']) }}
        {% endif %}
        {% for name in [
            'min_support', 'min_confidence', 'min_sequence_support', 'min_segment_buyers', 'min_dense_share',
        ] %}
            {% if var(name) is not number or not 0 < var(name) <= 1 %}
                {{ stop(name ~ ' is a share, more than 0 and at most 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name in ['max_p_value', 'dense_from', 'assumed_margin', 'max_bundle_discount', 'max_split_p_value', 'exploration_share', 'stop_below', 'min_plan_support', 'max_drift'] %}
            {% if var(name) is not number or not 0 <= var(name) <= 1 %}
                {{ stop(name ~ ' is a share, at least 0 and at most 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name, values in {'rule_miner': ['sql', 'fpgrowth'], 'itemset_counting': ['auto', 'joins', 'bitstrings'], 'roll_up_to': ['category', 'brand']}.items() %}
            {% if var(name) not in values %}
                {{ stop(name ~ ' is one of ' ~ values | join(', ') ~ ', not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% set scale = var('rating_scale') %}
        {% if scale is string or scale is mapping or scale is number
            or scale and (scale | length != 2 or scale | reject('number') | list or scale[0] >= scale[1]) %}
            {{ stop('rating_scale is a list of the lowest and the highest rating, or empty, not ' ~ scale) }}
        {% endif %}
        {% if var('max_itemset_size') is integer and var('max_itemset_size') > 10 %}
            {{ stop('max_itemset_size is at most 10, not ' ~ var('max_itemset_size')) }}
        {% endif %}
        {% if var('drift_z_score') is not number or var('drift_z_score') < 0 %}
            {{ stop('drift_z_score is a number of at least 0, not ' ~ var('drift_z_score')) }}
        {% endif %}
        {% for name in ['min_lift', 'min_size_adjusted_lift', 'long_term_weight'] %}
            {% if var(name) is not number or not 0 <= var(name) <= 10000 %}
                {{ stop(name ~ ' is a number between 0 and 10,000, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% if var('overdue_cycles') is not number or var('overdue_cycles') < 0 %}
            {{ stop('overdue_cycles is a number of at least 0, not ' ~ var('overdue_cycles')) }}
        {% endif %}
        {% for name in ['holdout_share', 'global_holdout_share'] %}
            {% if var(name) is not number or not 0 <= var(name) < 1 %}
                {{ stop(name ~ ' is a share of customers, at least 0 and less than 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% set budget = var('plan_budget') if var('plan_budget') is not none else '' %}
        {% if budget is not number and budget != '' or budget is number and not 0 <= budget < 10 ** 12 %}
            {{ stop('plan_budget is an amount of money, at least 0 and below 10^12, or empty for no limit, not ' ~ budget) }}
        {% endif %}
        {% for name in [
            'max_basket_products', 'max_itemset_size', 'max_consequent_size', 'max_itemsets', 'drift_days', 'next_basket_days',
            'trend_days', 'value_horizon_days', 'min_value_customers', 'min_segments', 'max_segments', 'usable_segments',
            'max_fit_customers', 'outlier_neighbours', 'n_bootstraps', 'explanation_depth', 'n_differences', 'max_quality_customers',
            'n_recommendations', 'n_candidates', 'max_audience', 'n_head_products', 'n_neighbours', 'min_crowd', 'min_product_customers',
            'min_customer_products', 'recency_half_life_days', 'slow_stock_days', 'holdout_days', 'max_offers_per_customer', 'n_offer_products',
            'contact_window_days', 'max_priced_customers', 'past_days', 'matching_bands', 'tightest_at', 'min_arm_customers',
            'feedback_half_life_days', 'prior_contacts', 'n_offer_draws', 'drift_builds',
        ] %}
            {% if var(name) is not integer or var(name) < 1 %}
                {{ stop(name ~ ' is a whole number of at least 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name in ['attribution_days', 'min_arm_events', 'max_per_category'] %}
            {% if var(name) is not integer or var(name) < 0 %}
                {{ stop(name ~ ' is a whole number of at least 0, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name in ['confidence_level', 'power'] %}
            {% if var(name) is not number or not 0.5 <= var(name) < 1 %}
                {{ stop(name ~ ' is a share of at least 0.5 and less than 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name in ['min_log_spread', 'min_share_spread', 'outlier_reach', 'ease_penalty'] %}
            {% if var(name) is not number or var(name) <= 0 %}
                {{ stop(name ~ ' is a number above 0, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% if (var('n_segments') or 0) is not integer or (var('n_segments') or 0) < 0 %}
            {{ stop('n_segments is a whole number, or 0 to choose one, not ' ~ var('n_segments')) }}
        {% endif %}
        {% if var('max_segments') < var('min_segments') %}
            {{ stop('max_segments is at least min_segments, ' ~ var('min_segments') ~ ', not ' ~ var('max_segments')) }}
        {% endif %}
        {% if var('segment_features') is string or not var('segment_features') %}
            {{ stop('segment_features is a list of columns of customer_features, not ' ~ var('segment_features')) }}
        {% endif %}
        {% set never = var('never_features') %}
        {% if never is string or never is mapping or never is number or (never or []) | reject('string') | list %}
            {{ stop('never_features is a list of traits of customers, [region, trait_*] say, not ' ~ never) }}
        {% endif %}
        {% for name in var('segment_features') if never_a_feature(name) %}
            {{ stop('segment_features names ' ~ name ~ ', which never_features says is no feature') }}
        {% endfor %}
        {% if var('segment_method') not in ['kmeans', 'hdbscan'] %}
            {{ stop('segment_method is kmeans or hdbscan, not ' ~ var('segment_method')) }}
        {% endif %}
        {% for name, most in {'segment_clip': 0.5, 'variety': 1.0, 'clear_silhouette': 1.0, 'patience': 2.0, 'name_slack': 0.5, 'lapsed_risk': 1.0, 'stage_trend': 1.0}.items() %}
            {% if var(name) is not number or not 0 <= var(name) <= most %}
                {{ stop(name ~ ' is a number between 0 and ' ~ most ~ ', not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% set as_of = dbt.string_literal(dbt.escape_single_quotes(var('as_of') | string)) %}
        {% if var('as_of') and not run_query(
            "select regexp_full_match(" ~ as_of ~ ", '[0-9]{4}-[0-9]{2}-[0-9]{2}') and try_cast(" ~ as_of ~ " as date) is not null"
        ).columns[0][0] %}
            {{ stop('as_of is a day, YYYY-MM-DD, not ' ~ var('as_of')) }}
        {% endif %}
        {% set zone = time_zone() | trim %}
        {% if not run_query("select count(*) from pg_timezone_names() where name = '" ~ dbt.escape_single_quotes(zone) ~ "'").columns[0][0] %}
            {{ stop("time_zone '" ~ zone ~ "' is not known; a known one is Asia/Shanghai") }}
        {% endif %}
    {% endif %}
{% endmacro %}
