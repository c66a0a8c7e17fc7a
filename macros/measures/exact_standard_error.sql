{#
  The standard error of a mean, from sums of decimals, so that threads cannot change it.

  value: SQL expression, in [0, 1].
#}
{% macro exact_standard_error(value) -%}
    sqrt(
        greatest(
            cast(sum(cast({{ value }} * {{ value }} as decimal(27, 12))) as double) / nullif(count({{ value }}), 0)
            - power(cast(sum(cast({{ value }} as decimal(27, 12))) as double) / nullif(count({{ value }}), 0), 2),
            0
        ) / nullif(count({{ value }}) - 1, 0)
    )
{%- endmacro %}
