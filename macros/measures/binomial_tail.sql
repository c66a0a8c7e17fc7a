{#
  At most how probable it is that so many of n or more succeed (Chernoff, Annals of Mathematical Statistics 23, 1952): a
  bound, so a test by it raises no more false alarms than it promises, rather fewer.

  successes, n: SQL expressions, counts, n above 0.
  share: SQL expression, the probability of each to succeed, in (0, 1).
  Returns a SQL expression; 1 where no more succeed than share says.
#}
{% macro binomial_tail(successes, n, share) -%}
    case
        when {{ successes }} <= {{ n }} * {{ share }} then cast(1 as double)
        else exp(
            -{{ successes }} * ln({{ successes }} / ({{ n }} * {{ share }}))
            - case
                when {{ successes }} < {{ n }}
                    then ({{ n }} - {{ successes }}) * ln(({{ n }} - {{ successes }}) / ({{ n }} * (1 - {{ share }})))
                else 0
            end
        )
    end
{%- endmacro %}
