{#
  A feature of a customer as the table segment_scaling wants it: logarithm, held within bounds, mean 0, in units of its spread.

  feature: a column of `customers`; `scaling` has the columns <feature>_mean and so on.
  Returns a SQL expression, 0 for a feature that is the same for everybody.
#}
{% macro scaled(feature) -%}
    {%- set value = levelled(feature, 'customers.' ~ feature) -%}
    (
        least(
            greatest(coalesce({{ value }}, scaling.{{ feature }}_missing_value), scaling.{{ feature }}_lower_bound),
            scaling.{{ feature }}_upper_bound
        ) - scaling.{{ feature }}_mean
    ) / scaling.{{ feature }}_spread
{%- endmacro %}
