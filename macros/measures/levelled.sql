{#
  A feature on the scale on which it is compared: ln(1 + x) where it is skewed, x where it is not. Days count in weeks:
  whether a weekly shopper came yesterday or six days ago is chance.

  feature: a column of customer_features.
  value: SQL expression, its value; the column itself when left out.
  Returns a SQL expression, a double.
#}
{% macro levelled(feature, value=none) -%}
    {%- set value = value or feature -%}
    {%- if not is_skewed(feature) -%} cast({{ value }} as double)
    {%- elif 'days' in feature -%} ln(1 + greatest(cast({{ value }} as double), 0) / 7)
    {%- else -%} ln(1 + greatest(cast({{ value }} as double), 0))
    {%- endif -%}
{%- endmacro %}
