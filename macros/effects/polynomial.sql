{#
  A polynomial, by Horner's rule.

  x: SQL expression, a double.
  coefficients: its coefficients as text, of the highest power first.
#}
{% macro polynomial(x, coefficients) -%}
    {{ '(' * (coefficients | length - 1) }}cast({{ coefficients[0] }} as double)
    {%- for coefficient in coefficients[1:] %} * {{ x }} + {{ coefficient }}){% endfor %}
{%- endmacro %}
