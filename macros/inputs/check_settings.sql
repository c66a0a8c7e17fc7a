{#
  Before anything is built: stop, with one line, at the first var whose value cannot be meant, and where nothing can be
  published.
#}
{% macro check_settings() %}
    {% if execute %}
        {{ check_shop() }}
        {% if flags.WHICH == 'build' and var('publish_path') %}
            {{ plugin_call('make_folder_for', [var('publish_path') ~ '.part']) }}
        {% endif %}
        {% for name in ['min_support', 'min_confidence', 'min_segment_buyers', 'min_dense_share'] %}
            {% if var(name) is not number or not 0 < var(name) <= 1 %}
                {{ stop(name ~ ' is a share, more than 0 and at most 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% if var('min_lift') is not number or var('min_lift') < 0 %}
            {{ stop('min_lift is a number of at least 0, not ' ~ var('min_lift')) }}
        {% endif %}
        {% if var('overdue_cycles') is not number or var('overdue_cycles') < 0 %}
            {{ stop('overdue_cycles is a number of at least 0, not ' ~ var('overdue_cycles')) }}
        {% endif %}
        {% if var('holdout_share') is not number or not 0 <= var('holdout_share') < 1 %}
            {{ stop('holdout_share is a share of customers, at least 0 and less than 1, not ' ~ var('holdout_share')) }}
        {% endif %}
        {% for name in [
            'max_basket_products', 'trend_days', 'value_horizon_days', 'min_value_customers',
            'min_segments', 'max_segments', 'usable_segments', 'max_fit_customers',
            'outlier_neighbours', 'n_bootstraps', 'explanation_depth', 'n_differences', 'max_quality_customers', 'n_recommendations', 'n_neighbours', 'min_product_customers',
            'min_customer_products', 'recency_half_life_days', 'holdout_days', 'max_offers_per_customer', 'n_offer_products',
        ] %}
            {% if var(name) is not integer or var(name) < 1 %}
                {{ stop(name ~ ' is a whole number of at least 1, not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% for name in ['min_log_spread', 'min_share_spread', 'outlier_reach'] %}
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
        {% if var('segment_method') not in ['kmeans', 'hdbscan'] %}
            {{ stop('segment_method is kmeans or hdbscan, not ' ~ var('segment_method')) }}
        {% endif %}
        {% for name, most in {'segment_clip': 0.5, 'clear_silhouette': 1.0, 'patience': 1000, 'name_slack': 0.5, 'lapsed_risk': 1.0, 'stage_trend': 1.0}.items() %}
            {% if var(name) is not number or not 0 <= var(name) <= most %}
                {{ stop(name ~ ' is a number between 0 and ' ~ most ~ ', not ' ~ var(name)) }}
            {% endif %}
        {% endfor %}
        {% if var('as_of') and not run_query("select try_cast('" ~ dbt.escape_single_quotes(var('as_of') | string) ~ "' as date)").columns[0][0] %}
            {{ stop('as_of is a day, YYYY-MM-DD, not ' ~ var('as_of')) }}
        {% endif %}
        {% set zone = time_zone() | trim %}
        {% if not run_query("select count(*) from pg_timezone_names() where name = '" ~ dbt.escape_single_quotes(zone) ~ "'").columns[0][0] %}
            {{ stop("time_zone '" ~ zone ~ "' is not known; a known one is Asia/Shanghai") }}
        {% endif %}
    {% endif %}
{% endmacro %}
