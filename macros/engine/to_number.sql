{#
  A written number as a SQL type, or null where it is none: with or without a sign of money, thousands in groups, a minus in front, behind,
  or as brackets.

  text: SQL expression, text that is cleaned.
  type: the SQL type it is to have.
  decimal: what stands before its fraction, '.' or ','; empty: not known, so that 1,299 is no number.
#}
{% macro to_number(text, type, decimal='.') -%}
    {{- adapter.dispatch('to_number')(text, type, decimal) -}}
{%- endmacro %}

{%- macro default__to_number(text, type, decimal) -%}
    {%- set bare -%}
        regexp_replace(regexp_replace(
            {{ text }},
            '[\s\p{Z}''’¥￥$€£₹₩₽元圆]|(?i:rmb|cny|usd|eur|gbp|jpy|brl|inr|chf|us\$|r\$|hk\$)', '', 'g'
        ), '^\((.+)\)$|^(.+)-$|^−(.+)$', '-\1\2\3')
    {%- endset -%}
    {%- if decimal == ',' -%}
    case
        when regexp_full_match({{ bare }}, '[+-]?([0-9]{1,3}(\.[0-9]{3})+|[0-9]+)?(,[0-9]*)?')
            then try_cast(replace(replace({{ bare }}, '.', ''), ',', '.') as {{ type }})
    end
    {%- else -%}
    coalesce(
        try_cast({{ text }} as {{ type }}),
        case
            when regexp_full_match({{ bare }}, '[+-]?({{ '[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}|' if decimal }}[0-9]+)?(\.[0-9]*)?([eE][+-]?[0-9]+)?')
                then try_cast(replace({{ bare }}, ',', '') as {{ type }})
        end
    )
    {%- endif -%}
{%- endmacro %}
