{#
  The chance that a customer has not stopped for good, by BG/NBD (Fader, Hardie and Lee 2008, a note on p(alive)).

  `parameters` has the columns r, alpha, a and b; `pasts` has n_repeats, recency and age, in the unit of alpha.
  Returns a SQL expression in [0, 1]; 1 for a customer without a repeat, who in this model cannot have stopped.
#}
{% macro probability_active() -%}
    case
        when pasts.n_repeats > 0
            then 1 / (
                1 + parameters.a / (parameters.b + pasts.n_repeats - 1)
                * exp(least(
                    (parameters.r + pasts.n_repeats)
                    * (ln(parameters.alpha + pasts.age) - ln(parameters.alpha + pasts.recency)),
                    700
                ))
            )
        else 1.0
    end
{%- endmacro %}
