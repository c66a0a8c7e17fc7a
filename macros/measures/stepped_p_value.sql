{#
  A p-value over its share of the tests that are as small or smaller: the first step of Benjamini and Hochberg (1995).
  Missing p-values are no tests. The second is false_discovery_share.

  p_value: SQL expression.
  within: columns, separated by commas, of the families that are corrected apart; none for one family.
#}
{% macro stepped_p_value(p_value, within=none) -%}
    {%- set parts = 'partition by ' ~ within if within else '' -%}
    {{ p_value }} * count({{ p_value }}) over ({{ parts }}) / count({{ p_value }}) over ({{ parts }} order by {{ p_value }})
{%- endmacro %}
