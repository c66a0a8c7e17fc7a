{#
  The columns about the customer that both rankers learn from, as doubles.

  customers: SQL name of a row of history_customers.
#}
{% macro customer_measures(customers) -%}
    {% for name in [
        'n_baskets', 'recent_baskets', 'days_since_basket', 'tenure_days', 'decayed_baskets', 'n_products', 'n_lines',
        'recent_new_products', 'repeat_share',
    ] -%}
        cast({{ customers }}.{{ name }} as double) as customer_{{ name }}{{ ',' if not loop.last }}
    {% endfor %}
{%- endmacro %}
