{#
  A written number as a SQL type, or null where it is none: with or without a sign of money, thousands in groups, a minus in front, behind,
  or as brackets.

  text: SQL expression, text that is cleaned.
  type: the SQL type it is to have.
  decimal: what stands before its fraction, '.' or ','; empty: not known, so that neither 1,299 nor 1.299 is a number.
#}
{% macro to_number(text, type, decimal='.') -%}
    {{- adapter.dispatch('to_number')(text, type, decimal) -}}
{%- endmacro %}

{%- macro default__to_number(text, type, decimal) -%}
    {#- A minus behind is one of the number, behind its sign it stands for no pence: 12,- -#}
    {%- set bare -%}
        regexp_replace(regexp_replace(regexp_replace(
            {{ text }},
            '[\s\p{Z}''’\p{Sc}元圆]|(?i:\b[a-z]{1,2}\$|rmb|cny|usd|eur|gbp|jpy|brl|inr|chf|aud|cad|nzd|hkd|sgd|twd|krw|thb|myr|idr|php|vnd|sek|nok|dkk|pln|czk|huf|ron|try|ils|aed|sar|zar|mxn|ars|clp|cop|pen|kr|zł|kč|rm|rp|rs)', '', 'g'
        ), '[.,:][-–—]+$', ''), '^\((.+)\)$|^(.+)-$|^−(.+)$', '-\1\2\3')
    {%- endset -%}
    {%- if decimal == ',' -%}
    case
        when regexp_full_match({{ bare }}, '[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)?(,[0-9]*)?')
            then try_cast(replace(replace({{ bare }}, '.', ''), ',', '.') as {{ type }})
    end
    {%- else -%}
    {%- if not decimal -%} case when not regexp_matches({{ text }}, '(^|[^0-9])[1-9][0-9]{0,2}\.[0-9]{3}([^0-9]|$)') then {% endif -%}
    coalesce(
        try_cast({{ text }} as {{ type }}),
        case
            when regexp_full_match({{ bare }}, '[+-]?({{ '[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}|' if decimal }}[0-9]+)?(\.[0-9]*)?([eE][+-]?[0-9]+)?')
                then try_cast(replace({{ bare }}, ',', '') as {{ type }})
        end
    )
    {%- if not decimal %} end {%- endif -%}
    {%- endif -%}
{%- endmacro %}
