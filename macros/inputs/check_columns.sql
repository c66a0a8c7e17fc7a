{#
  Stop the build, with one line, where required columns are missing or one has a name that is kept for the build.

  table: a table of the contract.
  names: the columns that the shop brings.
  origin: the file or model they come from, for the message.
#}
{% macro check_columns(table, names, origin) %}
    {% set complaints = column_complaints(table, names, origin) %}
    {% if complaints %}
        {{ stop(complaints | join('; ')) }}
    {% endif %}
{% endmacro %}
