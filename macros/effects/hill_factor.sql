{#
  The factor that turns Hill's y, sqrt((degrees - 1/2) ln(1 + t² / degrees)), into a standard normal value (Hill 1970).

  y: SQL expression, a double of at least 0.
  degrees: SQL expression, degrees of freedom of at least 8.
#}
{% macro hill_factor(y, degrees) -%}
    {%- set b = '(48 * power(' ~ degrees ~ ' - 0.5, 2))' -%}
    (
        1 + (power({{ y }}, 2) + 3) / {{ b }}
        - (4 * power({{ y }}, 6) + 33 * power({{ y }}, 4) + 240 * power({{ y }}, 2) + 855)
        / (10 * {{ b }} * ({{ b }} + 0.8 * power({{ y }}, 4) + 100))
    )
{%- endmacro %}
