-- One row per setting of this build.
{%- for name, description in settings().items() %}
{{ 'union all' if not loop.first }}
select
    '{{ name }}' as setting,
    '{{ dbt.escape_single_quotes((var(name) if name != "time_zone" else time_zone() | trim) | string) }}' as value,
    '{{ dbt.escape_single_quotes(description) }}' as description
{%- endfor %}
