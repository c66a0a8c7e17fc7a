{#
  At most how probable a Poisson count is that lies as far from its mean, on its own side (Chernoff, Annals of Mathematical
  Statistics 23, 1952): a bound, so a test by it raises no more false alarms than it promises, rather fewer.

  observed: SQL expression, the count.
  expected: SQL expression, the mean, above 0.
  side: 'more' or 'fewer', which counts are far from the mean; 1 for a count on the other side.
#}
{% macro poisson_tail(observed, expected, side) -%}
    case
        when {{ observed }} {{ '<=' if side == 'more' else '>=' }} {{ expected }} then cast(1 as double)
        else exp(
            case when {{ observed }} > 0 then -cast({{ observed }} as double) * ln(cast({{ observed }} as double) / cast({{ expected }} as double)) else 0 end
            + cast({{ observed }} as double) - cast({{ expected }} as double)
        )
    end
{%- endmacro %}
