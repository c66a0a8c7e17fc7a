{#
  Of the cells of a group the one that stands there most often, of equally frequent ones the first; blank ones do not count.

  column: SQL expression, the cell.
  order: SQL expression, where its row stands.
#}
{% macro most_frequent(column, order) -%}
    {{- adapter.dispatch('most_frequent')(column, order) -}}
{%- endmacro %}

{% macro default__most_frequent(column, order) -%}
    mode({{ column }} order by {{ order }}) filter (where {{ filled_cell(column) }} is not null)
{%- endmacro %}
