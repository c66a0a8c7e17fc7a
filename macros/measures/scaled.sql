{#
  A feature of a customer as the table segment_scaling wants it: levelled, held within bounds, mean 0, in units of its
  spread.

  feature: a column of `customers`; `scaling` is one row with <feature>_mean, <feature>_spread and so on.
  is_held: whether values are held within the bounds.
  Returns a SQL expression.
#}
{% macro scaled(feature, is_held=true) -%}
    {%- set value = 'coalesce(' ~ levelled(feature, 'customers.' ~ feature) ~ ', scaling.' ~ feature ~ '_missing_value)' -%}
    {%- if is_held -%}
        {%- set value = 'least(greatest(' ~ value ~ ', scaling.' ~ feature ~ '_lower_bound), scaling.' ~ feature ~ '_upper_bound)' -%}
    {%- endif -%}
    ({{ value }} - scaling.{{ feature }}_mean) / scaling.{{ feature }}_spread
{%- endmacro %}
