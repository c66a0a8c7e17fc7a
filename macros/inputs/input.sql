{#
  The relation through which a shop brings a table of the contract.

  table: a table of the contract.
  Returns ref('<shop>_<table>'), or none where the shop has no such table.
#}
{% macro input(table) %}
    {{ return(ref(setting('shop') ~ '_' ~ table) if table in this_shop()['tables'] else none) }}
{% endmacro %}
