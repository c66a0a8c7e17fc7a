{#
  A time without a zone as UTC, or null where its zone is no zone.

  moment: SQL expression, the time.
  written: SQL expression, the zone that was written with it, or ''.
  zone: the time zone where none was written.
#}
{% macro in_zone(moment, written, zone) -%}
    case
        when {{ written }} = '' then {{ moment }} at time zone '{{ zone }}' at time zone 'UTC'
        when upper({{ written }}) in ('Z', 'UTC', 'GMT') then {{ moment }}
        when regexp_matches({{ written }}, '[+-](0?[0-9]|1[0-4])(:?[0-5][0-9])?$')
            then {{ moment }} - to_minutes(
                cast(regexp_extract({{ written }}, '([+-])') || '1' as integer) * (
                    60 * cast(regexp_extract({{ written }}, '[+-]([0-9]{1,2})', 1) as integer)
                    + coalesce(try_cast(regexp_extract({{ written }}, '[+-][0-9]{2}:?([0-9]{2})', 1) as integer), 0)
                )
            )
        when {{ written }} in (select name from pg_timezone_names() where name like '%/%')
            then {{ moment }} at time zone {{ written }} at time zone 'UTC'
    end
{%- endmacro %}
