{#
  A p-value corrected so that the share of false discoveries is bounded (Benjamini and Hochberg, "Controlling the false
  discovery rate", JRSS B 57, 1995): the second step, over stepped_p_value. Missing where the p-value is.

  stepped: SQL expression, the column that holds stepped_p_value.
  p_value: SQL expression.
  within: as in stepped_p_value.
#}
{% macro false_discovery_share(stepped, p_value, within=none) -%}
    {%- set parts = 'partition by ' ~ within if within else '' -%}
    case
        when {{ p_value }} is not null then min({{ stepped }}) over ({{ parts }} order by {{ p_value }} desc nulls first)
    end
{%- endmacro %}
