{#
  How the files of an input table write dates, numbers and times, where the shop says so.

  table: a table of the contract.
  Returns a dict that may hold date_format, decimal, thousands, time_zone, and `columns`, the same by column.
#}
{% macro input_format(table) %}
    {{ return({}) }}
{% endmacro %}
