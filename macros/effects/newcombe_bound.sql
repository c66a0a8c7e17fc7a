{#
  An end of the interval for a difference of two shares that Newcombe builds from two score intervals (Newcombe, "Interval
  estimation for the difference between independent proportions", Statistics in Medicine 17, 1998, method 10).

  successes_a, n_a, successes_b, n_b: SQL expressions, counts; the difference is a less b.
  side: -1 for the lower end, 1 for the upper one.
  z: SQL expression, the normal quantile of that end, for example 1.96.
#}
{% macro newcombe_bound(successes_a, n_a, successes_b, n_b, side, z) -%}
    {%- set share_a = '(cast(' ~ successes_a ~ ' as double) / ' ~ n_a ~ ')' -%}
    {%- set share_b = '(cast(' ~ successes_b ~ ' as double) / ' ~ n_b ~ ')' -%}
    ({{ share_a }} - {{ share_b }} + {{ side }} * sqrt(
        power({{ share_a }} - {{ wilson_bound(successes_a, n_a, side, z) }}, 2)
        + power({{ share_b }} - {{ wilson_bound(successes_b, n_b, -side, z) }}, 2)
    ))
{%- endmacro %}
