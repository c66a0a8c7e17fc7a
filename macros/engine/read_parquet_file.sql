{#
  A Parquet file as a relation, as it stands: what its folders are called adds no row and no column.

  path: the file.
#}
{% macro read_parquet_file(path) -%}
    {{- adapter.dispatch('read_parquet_file')(path) -}}
{%- endmacro %}

{#- DuckDB takes a path for a pattern, where a class of one character stands for itself, and folders a=b for columns. -#}
{% macro default__read_parquet_file(path) -%}
    {%- set path = path | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') -%}
    read_parquet({{ dbt.string_literal(dbt.escape_single_quotes(path)) }}, hive_partitioning = false)
{%- endmacro %}
