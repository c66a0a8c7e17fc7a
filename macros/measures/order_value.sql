{#
  What an order of a customer is expected to be worth, by Gamma-Gamma (Fader and Hardie 2013, equation 5): between the
  mean of the customer's own repeat orders and that of all customers, the nearer to their own the more there are.

  `parameters` has the columns p, q and gamma; `pasts` has n_repeats and mean_value.
  Returns a SQL expression, in the unit of gamma; null where the mean does not exist (p x + q <= 1).
#}
{% macro order_value() -%}
    case
        when parameters.p * pasts.n_repeats + parameters.q > 1
            then parameters.p * (parameters.gamma + greatest(coalesce(pasts.mean_value, 0), 0) * pasts.n_repeats)
                / (parameters.p * pasts.n_repeats + parameters.q - 1)
    end
{%- endmacro %}
