{#
  The columns of a round of choosing, which are the same in each.
#}
{% macro chosen_columns() -%}
select
    customer_id,
    offer_id,
    channel,
    campaign_id,
    product_set,
    exclusive_group,
    n_allowed,
    cost,
    expected_value,
    priced_value,
    is_global_holdout,
    is_campaign_holdout,
    n_contacts
{%- endmacro %}
