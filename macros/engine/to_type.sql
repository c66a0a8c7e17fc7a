{#
  A raw value as a type of the contract, or null where it is not one.

  column: SQL expression, the raw value.
  raw_type: the type it has now, as the engine names it.
  type: the SQL type it is to have. Text is stripped first; a time with an offset becomes UTC, one without is UTC.
#}
{% macro to_type(column, raw_type, type) -%}
    {{- adapter.dispatch('to_type')(column, raw_type, type) -}}
{%- endmacro %}

{% macro default__to_type(column, raw_type, type) -%}
    {%- if raw_type | upper == 'VARCHAR' -%}
        {%- if type == 'varchar' -%} case when trim({{ column }}) <> '' then {{ column }} end
        {%- elif type == 'timestamp' -%} try_cast(try_cast(trim({{ column }}) as timestamptz) at time zone 'UTC' as timestamp)
        {%- elif type == 'bigint' -%}
            case when regexp_full_match(trim({{ column }}), '[+-]?[0-9]+') then try_cast({{ column }} as bigint) end
        {%- else -%} try_cast(trim({{ column }}) as {{ type }})
        {%- endif -%}
    {%- elif type == 'double' -%} case when isfinite(try_cast({{ column }} as double)) then try_cast({{ column }} as double) end
    {%- elif type == 'timestamp' and 'TIME ZONE' in raw_type | upper -%} {{ column }} at time zone 'UTC'
    {%- else -%} try_cast({{ column }} as {{ type }})
    {%- endif -%}
{%- endmacro %}
