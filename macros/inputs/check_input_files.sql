{#
  Before anything is built: find the files of shop `files`, stop, with one line, at the first that cannot be used or with all
  columns that are missing, and make those readable that are not Parquet.
#}
{% macro check_input_files() %}
    {% if execute and setting('shop') == 'files' %}
        {% set files, complaints = {}, [] %}
        {% for table, spec in contract().items() %}
            {% set file = describe_input_file(table) %}
            {% if file.name %}
                {% do files.update({table: file}) %}
                {% do complaints.extend(column_complaints(table, file.columns, file.name)) %}
            {% elif spec.get('required') %}
                {% do complaints.append(table ~ ' is missing: no ' ~ table ~ '.csv, .tsv, .txt, .parquet or .xlsx in ' ~ setting('input_dir')) %}
            {% endif %}
        {% endfor %}
        {% if complaints %}
            {% set shop_file = describe_shop_file().path %}
            {{ stop(complaints | join('; ') ~ ('. ' ~ shop_file ~ ' says which file and column is which' if shop_file else
                ". A shop.yml says which file and column is which: dbt run-operation propose_shop --args '{input_dir: "
                ~ setting('input_dir') ~ "}' writes one")) }}
        {% endif %}
        {% for table, file in files.items() %}
            {% for formats in [file.formats] + file.formats['columns'].values() | list if formats.time_zone %}
                {% do check_time_zone(formats.time_zone, 'shop.yml, tables.' ~ table ~ ': ') %}
            {% endfor %}
        {% endfor %}
        {% set unread = fromjson(ask_plugin('find_unread_files', [inputs_as_json()])) %}
        {% if unread.noes %}
            {{ stop('By its name, ' ~ unread.noes | join(' and ') ~ ' says who may be contacted or not, and no table is read from it: name it in shop.yml under '
                ~ 'consents or responses, or take it out of ' ~ setting('input_dir') ~ ', the ids of those who said no into seeds/suppressed_customers.csv') }}
        {% endif %}
        {% if unread.names %} {{ log('Read by no table: ' ~ unread.names | join(', '), info=true) }} {% endif %}
        {% for table, file in files.items() %}
            {% for note in file.notes %} {{ log(note, info=true) }} {% endfor %}
            {% for name in file.copied %} {{ log('Reading ' ~ name, info=true) }} {% endfor %}
            {% if file.copied %} {{ plugin_call('copy_input_file', [inputs_as_json(), table]) }} {% endif %}
        {% endfor %}
        {% for table, file in files.items() %} {% do check_joins(table, file) %} {% endfor %}
    {% endif %}
{% endmacro %}
