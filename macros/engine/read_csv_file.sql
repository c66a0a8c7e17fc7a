{#
  A CSV file in UTF-8 as a relation whose columns are all text. A line with too few values ends in nulls; what a line
  has beyond the header stands in overflow_column().

  path: the file.
  delimiter: one character.
  columns: the header's names, in order.
#}
{% macro read_csv_file(path, delimiter, columns) -%}
    {{- adapter.dispatch('read_csv_file')(path, delimiter, columns) -}}
{%- endmacro %}

{% macro default__read_csv_file(path, delimiter, columns) -%}
    read_csv(
        {{ dbt.string_literal(dbt.escape_single_quotes(path)) }},
        delim = '{{ delimiter }}', header = true, quote = '"', escape = '"',
        auto_detect = false, null_padding = true, strict_mode = false, parallel = false,
        columns = {
            {%- for column in columns + [overflow_column()] %}
            {{ dbt.string_literal(dbt.escape_single_quotes(column or 'column' ~ loop.index)) }}: 'varchar'{{ ',' if not loop.last }}
            {%- endfor %}
        }
    )
{%- endmacro %}
