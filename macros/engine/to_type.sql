{#
  A raw value as a type of the contract, or null where it is not one.

  column: SQL expression, the raw value.
  raw_type: the type it has now, as the engine names it.
  type: the SQL type it is to have.
  format: how the column is written, as column_formats says it: zone, order, pattern and parts of times, decimal of numbers, is_whole of ids.
  A time with an offset becomes UTC; one without is the shop's, and a date is the beginning of that day there. Text is cleaned first. An id of
  a column of whole numbers loses an empty fraction: 12.0, as some tools write it, is the id 12
#}
{% macro to_type(column, raw_type, type, format={}) -%}
    {{- adapter.dispatch('to_type')(column, raw_type, type, format) -}}
{%- endmacro %}

{% macro default__to_type(column, raw_type, type, format) -%}
    {%- set raw_type = raw_type | upper -%}
    {%- set whole = raw_type in integer_types() or raw_type in ['UBIGINT', 'HUGEINT', 'UHUGEINT'] -%}
    {%- set broken = raw_type in ['FLOAT', 'DOUBLE'] or raw_type.startswith('DECIMAL') -%}
    {%- set moment = raw_type == 'DATE' or raw_type.startswith('TIMESTAMP') -%}
    {%- set zone = format.zone or time_zone() | trim -%}
    {%- if type == 'timestamp' and moment -%}
        {%- if 'TIME ZONE' in raw_type -%} {{ column }} at time zone 'UTC'
        {%- else -%} {{ in_zone('try_cast(' ~ column ~ ' as timestamp)', "''", zone) }}
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
        {%- if type == 'varchar' -%}
            {%- set text = cleaned(column) -%}
            {%- if format.is_whole -%} regexp_replace({{ text }}, '\.0+$', '') {%- else -%} {{ text }} {%- endif -%}
        {%- elif type == 'timestamp' -%}
            {%- if format.is_plain -%} {{ in_zone('try_cast(' ~ cleaned(column) ~ ' as timestamp)', "''", zone) }}
            {%- else -%} {{ to_time(format.parts or time_parts(cleaned(column)), cleaned(column), format.order, zone, format.pattern) }}
            {%- endif -%}
        {%- elif type == 'bigint' -%}
            {%- set number = to_number(cleaned(column), 'decimal(38, 9)', format.get('decimal', '.')) -%}
            case when {{ number }} = floor({{ number }}) then try_cast({{ number }} as bigint) end
        {%- elif type == 'double' -%}
            {%- set number = to_number(cleaned(column), 'double', format.get('decimal', '.')) -%}
            case when isfinite({{ number }}) then {{ number }} end
        {%- else -%} {{ to_number(cleaned(column), type, format.get('decimal', '.')) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
