{#
  What is known of the file that holds an input table (see basketry/input_files.py); stops the build, with one line,
  where it cannot be read.

  table: a table of the contract.
  Returns a dict: name (empty where there is no such file), path (the Parquet file to read), columns.
#}
{% macro describe_input_file(table) %}
    {% if not setting('input_dir') %}
        {{ stop("shop 'files' needs the folder of its files: --vars '{shop: files, input_dir: my_folder}'") }}
    {% endif %}
    {% set file = fromjson(ask_plugin('describe_input_file', input_file_arguments(table))) %}
    {% if file.error %}
        {{ stop(file.error) }}
    {% endif %}
    {{ return(file) }}
{% endmacro %}
