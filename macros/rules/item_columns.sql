{#
  The columns that hold the first products of an itemset, separated by commas.

  alias: the table's alias.
  size: how many.
  reverse: the last first.
#}
{% macro item_columns(alias, size, reverse=false) -%}
    {% for place in (range(size, 0, -1) if reverse else range(1, size + 1)) -%}
        {{ alias }}.item_{{ place }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
