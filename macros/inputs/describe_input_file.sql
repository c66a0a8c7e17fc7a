{#
  What is known of the file that holds an input table (see basketry/input_files.py); stops the build, with one line,
  where it cannot be read. Asked once in a run: dbt's graph, which all macros share, keeps the answer.

  table: a table of the contract.
  Returns a dict: name (empty where there is no such file), path (the Parquet file to read, or a list of them), columns, and
  what shop.yml says of it: select, joins, fill_by, fill_down, one_per, formats, currency, repeated_lines, cancellations, not_sold.
#}
{% macro describe_input_file(table) %}
    {% set known = graph.setdefault('input_files of ' ~ invocation_id, {}) %}
    {% if table not in known %}
        {% if not setting('input_dir') %}
            {{ stop("shop 'files' needs the folder of its files: --vars '{shop: files, input_dir: my_folder}'") }}
        {% endif %}
        {% set file = fromjson(ask_plugin('describe_input_file', [inputs_as_json(), table])) %}
        {% if file.error %}
            {{ stop(file.error) }}
        {% endif %}
        {% do known.update({table: file}) %}
    {% endif %}
    {{ return(known[table]) }}
{% endmacro %}
