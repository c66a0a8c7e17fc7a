{#
  The columns of an input file under the names that shop.yml gives them, as the part of a select.

  columns: for each its name (column) and either the column of the file (from), or a list of those that are put together, or the
  value of every row (value).
#}
{% macro selected_columns(columns) -%}
    {%- for entry in columns -%}
    {%- if 'value' in entry -%} cast('{{ dbt.escape_single_quotes(entry.value) }}' as varchar)
    {%- elif entry.from is string -%} {{ quoted(entry.from) }}
    {%- else -%}
        {%- set parts = [] -%}
        {%- for column in entry.from -%} {%- do parts.append(cleaned('cast(' ~ quoted(column) ~ ' as varchar)')) -%} {%- endfor -%}
        nullif(concat_ws(' ', {{ parts | join(', ') }}), '')
    {%- endif %} as {{ quoted(entry.column) }}
    {{- ',\n    ' if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
