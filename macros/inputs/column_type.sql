{#
  The SQL type of a contract column.

  kind: a type name of the contract.
  column: the column's name; needed for ids, whose type is the one they have in the shop's order lines.
  Returns the type as text.
#}
{% macro column_type(kind, column='') -%}
    {%- if kind == 'id' -%} {{ id_type(column) }}
    {%- else -%}
        {{- {
            'text': 'varchar', 'word': 'varchar', 'quantity': 'decimal(18, 3)', 'price': 'decimal(18, 8)', 'money': 'decimal(18, 4)',
            'number': 'double', 'year': 'bigint', 'time': 'timestamp', 'boolean': 'boolean',
        }[kind] -}}
    {%- endif -%}
{%- endmacro %}
