{#
  The table segment_scaling in one row, so that every customer is scaled in one pass.

  Returns a select with the columns <feature>_mean, <feature>_spread, <feature>_missing_value and both bounds.
#}
{% macro scaling_row() -%}
    select
        {% for feature in var('segment_features') %}
        {% for column in ['lower_bound', 'upper_bound', 'missing_value', 'mean', 'spread'] %}
        max({{ column }}) filter (where feature = '{{ feature }}') as {{ feature }}_{{ column }},
        {% endfor %}
        {% endfor %}
        count(*) as n_features
    from {{ ref('segment_scaling') }}
{%- endmacro %}
