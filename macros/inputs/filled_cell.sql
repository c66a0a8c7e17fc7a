{#
  A cell of an input file, or null where nothing stands in it.

  column: SQL expression, the cell.
#}
{% macro filled_cell(column) -%}
    case when {{ cleaned('cast(' ~ column ~ ' as varchar)') }} is not null then {{ column }} end
{%- endmacro %}
