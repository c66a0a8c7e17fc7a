{#
  The column that catches what a line of a CSV file has beyond its header, so that nothing is cut off in silence.
#}
{% macro overflow_column() %}{{ return("beyond_header") }}{% endmacro %}
