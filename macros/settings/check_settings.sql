{#
  Before anything is built: stop, with one line, at the first var whose value cannot be meant, also beside the others and
  the engine, and where nothing can be published.
#}
{% macro check_settings() %}
    {% if execute %}
        {% do check_vars() %}
        {% do this_shop() %}
        {#- DuckDB reads a path as an address, the name of a file's log would go before the question mark. -#}
        {% for name, path in {'BASKETRY_FILE': target.path, 'publish_path': setting('publish_path') | string}.items() if '?' in path %}
            {{ stop(name ~ ' has a question mark, which DuckDB cannot write to: ' ~ path) }}
        {% endfor %}
        {% if flags.WHICH == 'build' and setting('publish_path') %}
            {{ plugin_call('check_publish_path', [setting('publish_path'), target.path]) }}
        {% endif %}
        {% if setting('max_segments') < setting('min_segments') %}
            {{ stop('max_segments is at least min_segments, ' ~ setting('min_segments') ~ ', not ' ~ setting('max_segments')) }}
        {% endif %}
        {% for name in setting('segment_features') if never_a_feature(name) %}
            {{ stop('segment_features names ' ~ name ~ ', which never_features says is no feature') }}
        {% endfor %}
        {% do check_time_zone(time_zone() | trim, '') %}
    {% endif %}
{% endmacro %}
