{#
  What the functions of basketry/input_files.py want to know.

  table: a table of the contract.
#}
{% macro input_file_arguments(table) %}
    {{ return([var('input_dir'), table, var('input_encoding'), target.path ~ '.input']) }}
{% endmacro %}
