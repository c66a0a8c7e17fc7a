{#
  How many sets of `size` there are among x things; x need not be whole.

  x: SQL expression, a double of at least 0.
  size: a whole number of at least 1.
#}
{% macro binomial(x, size) -%}
    {% for place in range(size) -%}
        greatest({{ x }} - {{ place }}, 0) / {{ place + 1 }}{{ ' * ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
