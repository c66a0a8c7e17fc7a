-- One row per value of an accepted input row that could not be used, with what was made of it.
{%- set parts = [] %}
{%- for table in this_shop()['tables'] %}
{%- set relation = input(table) %}
{%- for found in (adapter.get_columns_in_relation(relation) if execute else []) %}
{%- set rule = contract()[table]['columns'].get(found.name | lower) %}
{%- if rule and not rule.required and not rule.strict %}
{%- do parts.append((table, found.name | lower, rule.unread or 'missing')) %}
{%- endif %}
{%- endfor %}
{%- endfor %}
{#- Without a build before it, as in dbt compile, there are no columns. #}
{%- for table in this_shop()['tables'] %} {%- do ref('checked_' ~ table) %} {%- endfor %}
{%- for table, column, used_as in parts or [(this_shop()['tables'][0], 'row_number', 'missing')] %}
{{ 'union all' if not loop.first }}
select
    '{{ table }}' as input_table,
    checked.row_number,
    '{{ column }}' as column_name,
    cast(raw.{{ column }} as varchar) as value,
    '{{ used_as }}' as used_as
from {{ ref('checked_' ~ table) }} as checked
inner join ({{ numbered_input(table) }}) as raw on checked.row_number = raw.row_number
where checked.reject_reason is null and list_contains(string_split(checked.unread, ','), '{{ column }}')
{%- endfor %}
