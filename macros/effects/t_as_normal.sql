{#
  The standard normal value that is as improbable as a value of Student's t: Hill ("Algorithm 395: Student's t-distribution",
  Communications of the ACM 13, 1970), whose error in the p-value is below 1e-8 from 8 degrees of freedom on. With fewer the
  answer is null.

  t: SQL expression, a double of at least 0.
  degrees: SQL expression, degrees of freedom, need not be whole.
#}
{% macro t_as_normal(t, degrees) -%}
    {%- set y = 'sqrt((' ~ degrees ~ ' - 0.5) * ln(1 + ' ~ t ~ ' * ' ~ t ~ ' / ' ~ degrees ~ '))' -%}
    case when {{ degrees }} >= 8 then {{ y }} * {{ hill_factor(y, degrees) }} end
{%- endmacro %}
