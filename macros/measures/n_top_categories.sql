{#
  How many of the shop's largest categories have a column of shares in customer_features (category_1_share and so on):
  a part of the table's shape, like the five fifths of a score.
#}
{% macro n_top_categories() -%}
    {{ return(5) }}
{%- endmacro %}
