{#
  A feature of a customer as the table segment_scaling wants it: logarithm, held within bounds, mean 0, deviation 1.

  feature: a column of `customers`; `scaling` has the columns <feature>_mean and so on.
  Returns a SQL expression, 0 for a feature that is the same for everybody.
#}
{% macro scaled(feature) -%}
    {%- set value = 'customers.' ~ feature -%}
    {%- set value = 'ln(1 + greatest(' ~ value ~ ', 0))' if is_skewed(feature) else value -%}
    coalesce(
        (
            least(
                greatest(coalesce({{ value }}, scaling.{{ feature }}_missing_value), scaling.{{ feature }}_lower_bound),
                scaling.{{ feature }}_upper_bound
            ) - scaling.{{ feature }}_mean
        ) / nullif(scaling.{{ feature }}_standard_deviation, 0),
        0
    )
{%- endmacro %}
