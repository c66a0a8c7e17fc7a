{#
  A row, held in a struct, as JSON text.

  row: SQL expression, the struct.
  but: a field to leave out.
#}
{% macro row_as_json(row, but) -%}
    {{- adapter.dispatch('row_as_json')(row, but) -}}
{%- endmacro %}

{% macro default__row_as_json(row, but) -%}
    cast(json_merge_patch(to_json({{ row }}), '{"{{ but }}": null}') as varchar)
{%- endmacro %}
