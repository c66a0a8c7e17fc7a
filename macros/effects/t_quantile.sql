{#
  The value of Student's t that is as improbable as a standard normal one, which is taken back through Hill's transformation
  ("Algorithm 396: Student's t-quantiles", Communications of the ACM 13, 1970). The error at 95 % and 99 % is
  below 1e-6 from 8 degrees of freedom on; with fewer the answer is null.

  z: SQL expression, the standard normal value, 0 or above.
  degrees: SQL expression, degrees of freedom, need not be whole.
#}
{% macro t_quantile(z, degrees) -%}
    {%- set y = '(' ~ z ~ ' / ' ~ hill_factor('(' ~ z ~ ' / ' ~ hill_factor(z, degrees) ~ ')', degrees) ~ ')' -%}
    case when {{ degrees }} >= 8 then sqrt({{ degrees }} * (exp(power({{ y }}, 2) / ({{ degrees }} - 0.5)) - 1)) end
{%- endmacro %}
