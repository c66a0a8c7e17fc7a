{#
  A share in words, with a space before: ' (41 %)', or without brackets ' 41 %'.

  share: SQL expression, in [0, 1].
  brackets: whether it stands in brackets.
#}
{% macro in_percent(share, brackets=true) -%}
    ' {{ "(" if brackets }}' || cast(round(100 * {{ share }}) as integer) || ' %{{ ")" if brackets }}'
{%- endmacro %}
