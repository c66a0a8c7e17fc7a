{#
  A raw value as a type of the contract, or null where it is not one.

  column: SQL expression, the raw value.
  raw_type: the type it has now, as the engine names it.
  type: the SQL type it is to have. Text is stripped first; a time with an offset becomes UTC, one without is UTC.
  A number that is read as text loses an empty fraction: an id 12.0, as some tools write it, is the id 12.
#}
{% macro to_type(column, raw_type, type) -%}
    {{- adapter.dispatch('to_type')(column, raw_type, type) -}}
{%- endmacro %}

{% macro default__to_type(column, raw_type, type) -%}
    {%- set raw_type = raw_type | upper -%}
    {%- set whole = raw_type in integer_types() or raw_type in ['UBIGINT', 'HUGEINT', 'UHUGEINT'] -%}
    {%- set broken = raw_type in ['FLOAT', 'DOUBLE'] or raw_type.startswith('DECIMAL') -%}
    {%- set moment = raw_type == 'DATE' or raw_type.startswith('TIMESTAMP') -%}
    {%- if type == 'timestamp' and moment -%}
        {%- if 'TIME ZONE' in raw_type -%} {{ column }} at time zone 'UTC'
        {%- else -%} try_cast({{ column }} as timestamp)
        {%- endif -%}
    {%- elif broken and type in ['varchar', 'bigint'] -%}
        {%- set number = 'try_cast(' ~ column ~ ' as hugeint)' -%}
        {%- if type == 'bigint' -%} case when {{ number }} = {{ column }} then try_cast({{ number }} as bigint) end
        {%- else -%}
            case
                when {{ number }} = {{ column }} then cast({{ number }} as varchar)
                when cast({{ column }} as varchar) <> 'nan' then cast({{ column }} as varchar)
            end
        {%- endif -%}
    {%- elif type == 'double' and (whole or broken) -%}
        case when isfinite(try_cast({{ column }} as double)) then try_cast({{ column }} as double) end
    {%- elif (whole or broken) and type != 'timestamp' or raw_type == 'BOOLEAN' and type == 'boolean' -%}
        try_cast({{ column }} as {{ type }})
    {%- else -%}
        {%- set column = column if raw_type == 'VARCHAR' else 'cast(' ~ column ~ ' as varchar)' -%}
        {%- if type == 'varchar' -%} case when trim({{ column }}) <> '' then {{ column }} end
        {%- elif type == 'timestamp' -%}
            {#- To the engine 'epoch', 'infinity', the year 24 and years before Christ are times, to a shop they are not. -#}
            case
                when regexp_matches(trim({{ column }}), '^[0-9]{4}[-/][^(]*$')
                    then try_cast(try_cast(trim({{ column }}) as timestamptz) at time zone 'UTC' as timestamp)
            end
        {%- elif type == 'bigint' -%}
            case when regexp_full_match(trim({{ column }}), '[+-]?[0-9]+') then try_cast({{ column }} as bigint) end
        {%- elif type == 'double' -%}
            case when isfinite(try_cast(trim({{ column }}) as double)) then try_cast(trim({{ column }}) as double) end
        {%- else -%} try_cast(trim({{ column }}) as {{ type }})
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
