{#
  What stands for campaign_id where all campaigns that hold customers out are measured together (see global_holdout).
#}
{% macro all_campaigns() -%}
    all campaigns
{%- endmacro %}
