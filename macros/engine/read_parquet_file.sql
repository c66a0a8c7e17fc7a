{#
  A Parquet file as a relation.

  path: the file.
#}
{% macro read_parquet_file(path) -%}
    {{- adapter.dispatch('read_parquet_file')(path) -}}
{%- endmacro %}

{% macro default__read_parquet_file(path) -%}
    read_parquet({{ dbt.string_literal(dbt.escape_single_quotes(path)) }})
{%- endmacro %}
