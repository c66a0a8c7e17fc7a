{#
  The type that an id keeps through the whole flow: bigint where the shop's order lines bring whole numbers, else varchar.

  column: order_id, customer_id or product_id. Other tables that bring the same id are cast to this type.
  Returns the type as text.
#}
{% macro id_type(column) -%}
    {%- set order_lines = input('order_lines') -%}
    {%- if execute -%}
        {%- for found in adapter.get_columns_in_relation(order_lines) if found.name | lower == column -%}
            {{- 'bigint' if found.data_type | upper in integer_types() else 'varchar' -}}
        {%- else -%} varchar
        {%- endfor -%}
    {%- else -%} varchar
    {%- endif -%}
{%- endmacro %}
