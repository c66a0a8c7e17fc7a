{#
  The columns that hold the first products of an itemset, separated by commas.

  alias: the table's alias.
  size: how many.
#}
{% macro item_columns(alias, size) -%}
    {% for place in range(1, size + 1) -%}
        {{ alias }}.item_{{ place }}{{ ', ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
