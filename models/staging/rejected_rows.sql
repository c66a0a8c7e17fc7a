-- One row per input row that was not accepted, with the reason and the row as it came.
{%- for table in this_shop()['tables'] %}
{{ 'union all' if not loop.first }}
select
    '{{ table }}' as input_table,
    checked.row_number,
    checked.reject_reason as reason,
    {{ row_as_json('raw', 'row_number') }} as raw
from {{ ref('checked_' ~ table) }} as checked
inner join ({{ numbered_input(table) }}) as raw on checked.row_number = raw.row_number
where checked.reject_reason is not null
{%- endfor %}
