{#
  A Parquet file as a relation, as it stands: what its folders are called adds no row and no column.

  path: the file; or a list of them, whose rows follow each other and whose columns are put together by name.
#}
{% macro read_parquet_file(path) -%}
    {{- adapter.dispatch('read_parquet_file')(path) -}}
{%- endmacro %}

{#- DuckDB takes a path for a pattern, where a class of one character stands for itself, and folders a=b for columns. -#}
{% macro default__read_parquet_file(path) -%}
    {%- set paths = [] -%}
    {%- for one in ([path] if path is string else path) -%}
        {%- set one = one | replace('[', '[[]') | replace('*', '[*]') | replace('?', '[?]') -%}
        {%- do paths.append(dbt.string_literal(dbt.escape_single_quotes(one))) -%}
    {%- endfor -%}
    {%- if path is string -%} read_parquet({{ paths[0] }}, hive_partitioning = false)
    {%- else -%} read_parquet([{{ paths | join(', ') }}], hive_partitioning = false, union_by_name = true)
    {%- endif -%}
{%- endmacro %}
