{#
  A written time as UTC, or null where it is none: a zone in letters other than Z, UTC, GMT and Area/City is nobody's.

  parts: SQL expression, its time_parts.
  text: SQL expression, the text, cleaned.
  order: in which the date's numbers stand, ymd, dmy or mdy; a year of four digits in front is ymd in any case. Empty: not known.
  zone: the time zone of times that name none.
  pattern: how strptime reads them; empty: as above.
#}
{% macro to_time(parts, text, order, zone, pattern='') -%}
    {{- adapter.dispatch('to_time')(parts, text, order, zone, pattern) -}}
{%- endmacro %}

{%- macro default__to_time(parts, text, order, zone, pattern) -%}
    {%- set local = "at time zone '" ~ zone ~ "' at time zone 'UTC'" -%}
    {#- What a month has a name in, or what has no signs between its parts, can be read in one way. -#}
    {%- set spelt = ['%d %b %y', '%d %b %Y', '%d-%b-%y', '%d-%b-%Y', '%d %B %Y', '%b %d %y', '%b %d %Y', '%B %d %Y', '%a %d %b %Y', '%a %b %d %Y'] -%}
    {%- set formats = [] -%}
    {#- Two digits are a year of this century: read before four, which would take them for one of the first. -#}
    {%- for day in spelt -%}
        {%- for clock in ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p'] -%} {%- do formats.append(day ~ clock) -%} {%- endfor -%}
    {%- endfor -%}
    {%- set place = {'ymd': ['first', 'second', 'third'], 'dmy': ['third', 'second', 'first'], 'mdy': ['third', 'first', 'second']} -%}
    {%- set year, month, day = place[order or 'ymd'] -%}
    {%- set date -%}
        case
            when length({{ parts }}.first) = 4 then {{ parts }}.first || '-' || {{ parts }}.second || '-' || {{ parts }}.third
            {%- if order %}
            when length({{ parts }}.{{ year }}) in (2, 4)
                then right('20' || {{ parts }}.{{ year }}, 4) || '-' || {{ parts }}.{{ month }} || '-' || {{ parts }}.{{ day }}
            {%- endif %}
        end
    {%- endset -%}
    case
        {% if pattern -%}
        when try_strptime({{ text }}, '{{ pattern }}') is not null
            then try_strptime({{ text }}, '{{ pattern }}') {{ "at time zone 'UTC'" if '%z' in pattern else local }}
        {% endif -%}
        when {{ parts }}.first <> '' then {{ in_zone(written_time(parts, date), parts ~ '.zone', zone) }}
        when regexp_full_match({{ text }}, '(19|20)[0-9]{6}') then try_strptime({{ text }}, '%Y%m%d') {{ local }}
        when regexp_full_match({{ text }}, '(19|20)[0-9]{12}') then try_strptime({{ text }}, '%Y%m%d%H%M%S') {{ local }}
        {#- Seconds or milliseconds since 1970, and days since 1900 as spreadsheets count them. -#}
        when regexp_full_match({{ text }}, '1[0-9]{9}([0-9]{3})?') then make_timestamp(cast(left({{ text }}, 10) as bigint) * 1000000)
        when regexp_full_match({{ text }}, '[3-6][0-9]{4}(\.[0-9]+)?')
            then (timestamp '1899-12-30' + to_seconds(round(try_cast({{ text }} as double) * 86400))) {{ local }}
        when regexp_matches({{ text }}, '[a-zA-Z]{3}.*[0-9]|[0-9].*[a-zA-Z]{3}')
            then try_strptime(regexp_replace(regexp_replace({{ text }}, '(,| at |[\s\p{Z}])+', ' ', 'g'), '([0-9]) ?([AaPp])\.?([Mm])\.?$', '\1 \2\3'), {{ formats }}) {{ local }}
    end
{%- endmacro %}
