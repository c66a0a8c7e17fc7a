{#
  A written time in its parts, each empty where it is not there, all empty where the text is no time: three numbers of the date (first,
  second, third), clock, half (of a day of twelve hours, before or after the clock) and zone.

  text: SQL expression, text that is cleaned.
#}
{% macro time_parts(text) -%}
    {{- adapter.dispatch('time_parts')(text) -}}
{%- endmacro %}

{%- macro default__time_parts(text) -%}
    regexp_extract(
        {{ text }},
        '^(\d{1,4})[-/.年](\d{1,2})[-/.月](\d{1,4})日?'
        || '(?:[T,\s\p{Z}][\s\p{Z}]*(上午|下午)?[\s\p{Z}]*(\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?)[\s\p{Z}]*([AaPp]\.?[Mm]\b\.?)?)?[\s\p{Z}]*'
        || '(Z|z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?|[A-Za-z][A-Za-z0-9_+/-]*)?$',
        ['first', 'second', 'third', 'half_before', 'clock', 'half', 'zone']
    )
{%- endmacro %}
