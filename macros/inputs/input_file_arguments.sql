{#
  What the functions of basketry/input_files.py want to know.

  table: a table of the contract.
#}
{% macro input_file_arguments(table) %}
    {{ return([setting('input_dir'), table, setting('input_encoding'), target.path ~ '.input']) }}
{% endmacro %}
