{#
  Before anything is built: find the files of shop `files`, stop, with one line, at the first that cannot be used, and
  make those readable that are not Parquet.
#}
{% macro check_input_files() %}
    {% if execute and var('shop') == 'files' %}
        {% for table, spec in contract().items() %}
            {% set file = describe_input_file(table) %}
            {% if file.name %}
                {{ check_columns(table, file.columns, file.name) }}
            {% elif spec.get('required') %}
                {{ stop(table ~ ' is missing: no ' ~ table ~ '.csv, .tsv, .txt or .parquet in ' ~ var('input_dir')) }}
            {% endif %}
        {% endfor %}
        {% for table in contract() %}
            {{ plugin_call('copy_input_file', input_file_arguments(table)) }}
        {% endfor %}
    {% endif %}
{% endmacro %}
