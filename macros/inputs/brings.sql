{#
  Whether the shop brings a table of the contract, be it empty: shop `files` does where the file is there.

  table: a table of the contract.
  Returns true or false, not SQL; false while dbt only parses.
#}
{% macro brings(table) %}
    {{ return(execute and (describe_input_file(table).name != '' if setting('shop') == 'files' else table in this_shop()['tables'])) }}
{% endmacro %}
