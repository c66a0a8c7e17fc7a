{#
  The year of a date that is written in any way, or null where it does not hold one year of four digits, or holds two.

  text: SQL expression, text that is cleaned.
#}
{% macro to_year(text) -%}
    {{- adapter.dispatch('to_year')(text) -}}
{%- endmacro %}

{%- macro default__to_year(text) -%}
    {%- set years = "regexp_extract_all(regexp_replace(" ~ text ~ ", '^([0-9]{4})[0-9]{4}$', '\\1'), '\\b(?:19|20)[0-9]{2}\\b')" -%}
    case when length({{ years }}) = 1 then cast({{ years }}[1] as bigint) end
{%- endmacro %}
