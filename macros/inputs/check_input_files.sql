{#
  Before anything is built: find the files of shop `files`, stop, with one line, at the first that cannot be used or with all
  columns that are missing, and make those readable that are not Parquet.
#}
{% macro check_input_files() %}
    {% if execute and setting('shop') == 'files' %}
        {% set to_copy, complaints = {}, [] %}
        {% for table, spec in contract().items() %}
            {% set file = describe_input_file(table) %}
            {% if file.name %}
                {% do complaints.extend(column_complaints(table, file.columns, file.name)) %}
                {% if file.path != file.name %} {% do to_copy.update({table: file.name}) %} {% endif %}
            {% elif spec.get('required') %}
                {% do complaints.append(table ~ ' is missing: no ' ~ table ~ '.csv, .tsv, .txt or .parquet in ' ~ setting('input_dir')) %}
            {% endif %}
        {% endfor %}
        {% if complaints %} {{ stop(complaints | join('; ')) }} {% endif %}
        {% for table, name in to_copy.items() %}
            {{ log('Reading ' ~ name, info=true) }}
            {{ plugin_call('copy_input_file', input_file_arguments(table)) }}
        {% endfor %}
    {% endif %}
{% endmacro %}
