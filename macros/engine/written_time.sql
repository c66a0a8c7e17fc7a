{#
  A date and the clock of its time_parts as a time without a zone, or null.

  parts: SQL expression, the time_parts.
  date: SQL expression, the date as text, year first.
#}
{% macro written_time(parts, date) -%}
    (
        try_cast({{ date }} || ' ' || case when {{ parts }}.clock = '' then '00:00' else replace({{ parts }}.clock, ',', '.') end as timestamp)
        {#- 14:30 PM is half past two, as 2:30 PM is. -#}
        + to_hours(case
            when lower(left({{ parts }}.half, 1)) = 'p' or {{ parts }}.half_before = '下午'
                then case when try_cast(split_part({{ parts }}.clock, ':', 1) as integer) < 12 then 12 else 0 end
            when ({{ parts }}.half <> '' or {{ parts }}.half_before <> '') and {{ parts }}.clock like '12%' then -12
            else 0
        end)
    )
{%- endmacro %}
