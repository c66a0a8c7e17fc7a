{#
  What is known of the file that holds an input table (see basketry/input_files.py); stops the build, with one line,
  where it cannot be read.

  table: a table of the contract.
  Returns a dict: name (empty where there is no such file), path, format, delimiter, columns.
#}
{% macro describe_input_file(table) %}
    {% if not var('input_dir') %}
        {{ stop("shop 'files' needs the folder of its files: --vars '{shop: files, input_dir: my_folder}'") }}
    {% endif %}
    {% set arguments = [var('input_dir'), table, var('input_encoding'), target.path ~ '.input'] %}
    {% set quoted = [] %}
    {% for argument in arguments %}
        {% do quoted.append(dbt.string_literal(dbt.escape_single_quotes(argument))) %}
    {% endfor %}
    {% set file = fromjson(run_query('select basketry_describe_input_file(' ~ quoted | join(', ') ~ ')').columns[0][0]) %}
    {% if file.error %}
        {{ stop(file.error) }}
    {% endif %}
    {{ return(file) }}
{% endmacro %}
