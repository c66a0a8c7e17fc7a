{#
  What a contact that is taken notice of changes in the value of its customer within var value_horizon_days: the orders
  that follow one which it wins, less what its discount teaches them to wait for. Of some products alike, one of which at
  least is bought with that probability, so many are bought in the mean.

  Reads `terms` with discount, and `learned` with base_probability, n_products, value_of_an_order and cost_of_habit.

  response_probability: SQL expression, the probability that they buy one of the products having seen the offer.
  Returns a SQL expression, a double.
#}
{% macro long_term_value(response_probability) -%}
    (
        ({{ response_probability }} - learned.base_probability) * learned.value_of_an_order
        - cast(terms.discount as double) * learned.cost_of_habit
        * learned.n_products * (1 - power(1 - {{ response_probability }}, 1.0 / learned.n_products))
    )
{%- endmacro %}
