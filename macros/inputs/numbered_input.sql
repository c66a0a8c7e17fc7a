{#
  The rows of an input table as they came, numbered: 1 is the first row (in a CSV file, the first after the header).

  table: a table of the contract. Columns: row_number and whatever the shop brings; no rows where it has no such table.
#}
{% macro numbered_input(table) -%}
    {%- set relation = input(table) -%}
    {%- if relation is not none -%}
    select
        row_number() over () as row_number,
        *
    from {{ relation }}
    {%- else -%}
    select cast(null as bigint) as row_number
    where false
    {%- endif -%}
{%- endmacro %}
