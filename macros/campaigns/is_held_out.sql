{#
  Whether a customer is held out of all campaigns, or of this one: one draw for each, by md5 of var build_seed, the campaign
  and the customer, so that a rebuild draws the same and the holdouts of two campaigns are independent.

  customer_id: SQL expression.
  campaign_id: SQL expression; left out, whether they are held out of all campaigns.
#}
{% macro is_held_out(customer_id, campaign_id=none) -%}
    {%- if campaign_id is none -%}
        {{ hash_share(["'global holdout'", customer_id]) }} < {{ setting('global_holdout_share') }}
    {%- else -%}
        {{ hash_share(["'holdout'", campaign_id, customer_id]) }} < {{ setting('holdout_share') }}
    {%- endif -%}
{%- endmacro %}
