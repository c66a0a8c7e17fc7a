{#
  How far an always-valid interval reaches to either side of an estimate: by how much the estimate may stray, at whatever moment
  one looks, with probability 1 - error at most. The normal mixture of Robbins ("Statistical methods related to the law of
  the iterated logarithm", 1970) as Johari, Koomen, Pekelis and Walsh ("Always valid inference", Operations Research 70,
  2022) use it, with the spread of the mixture set so that the interval is tightest at var tightest_at customers (Howard,
  Ramdas, McAuliffe and Sekhon, "Time-uniform, nonparametric, nonasymptotic confidence sequences", Annals of Statistics 49, 2021;
  with an estimated variance: Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, Annals of Statistics 52, 2024).

  standard_error: SQL expression, of the estimate.
  n: SQL expression, customers, those of two unequal arms as so many in two equal ones.
  error: the probability, 1 less var confidence_level.
#}
{% macro always_valid_reach(standard_error, n, error) -%}
    {%- set tightest = '(-2 * ln(' ~ error ~ ') + ln(1 - 2 * ln(' ~ error ~ ')))' -%}
    {%- set spread = '(' ~ tightest ~ ' * ' ~ n ~ ' / ' ~ setting('tightest_at') ~ ')' -%}
    {{ standard_error }} * sqrt((1 + 1 / {{ spread }}) * (ln(1 + {{ spread }}) - 2 * ln({{ error }})))
{%- endmacro %}
