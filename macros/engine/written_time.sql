{#
  A date and the clock of its time_parts as a time without a zone, or null.

  parts: SQL expression, the time_parts.
  date: SQL expression, the date as text, year first.
#}
{% macro written_time(parts, date) -%}
    (
        try_cast({{ date }} || ' ' || case when {{ parts }}.clock = '' then '00:00' else replace({{ parts }}.clock, ',', '.') end as timestamp)
        + case
            when lower(left({{ parts }}.half, 1)) = 'p' or {{ parts }}.half_before = '下午' then to_hours(case when {{ parts }}.clock like '12%' then 0 else 12 end)
            when {{ parts }}.half <> '' or {{ parts }}.half_before <> '' then to_hours(case when {{ parts }}.clock like '12%' then -12 else 0 end)
            else to_hours(0)
        end
    )
{%- endmacro %}
