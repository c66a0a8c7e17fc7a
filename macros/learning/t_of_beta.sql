{#
  The value of Student's t that belongs to one of a beta variable whose both parameters are half the degrees of freedom.

  value: SQL expression, in (0, 1).
  degrees: SQL expression, degrees of freedom.
#}
{% macro t_of_beta(value, degrees) -%}
    sqrt({{ degrees }}) * ({{ value }} - 0.5) / sqrt({{ value }} * (1 - {{ value }}))
{%- endmacro %}
