-- One row per setting of this build.
{%- set rows = [] %}
{%- for group in settings().values() %}
{%- for name, (_, kind, meaning) in group.items() if not kind.startswith(('path', 'shops')) %}
{%- set value = time_zone() | trim if name == 'time_zone' else setting(name) %}
{%- do rows.append((name, '' if value is none else value, meaning)) %}
{%- endfor %}
{%- endfor %}
{%- for name, value, meaning in rows %}
{{ 'union all' if not loop.first }}
select
    '{{ name }}' as setting,
    '{{ dbt.escape_single_quotes(value | string) }}' as value,
    '{{ dbt.escape_single_quotes(meaning) }}' as description
{%- endfor %}
