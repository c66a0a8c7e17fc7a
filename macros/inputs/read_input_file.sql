{#
  The select that reads the file of an input table as it stands; no rows where there is no such file.

  table: a table of the contract.
#}
{% macro read_input_file(table) %}
    {% set file = describe_input_file(table) if execute else {} %}
    {% if file.get('name') %}
select * from {{ read_parquet_file(file.path) }}
    {% else %}
select
        {% for column, rule in contract()[table]['columns'].items() %}
    cast(null as varchar) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
where false
    {% endif %}
{% endmacro %}
