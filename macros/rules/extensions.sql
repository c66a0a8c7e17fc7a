{#
  What follows FROM to make sets of `size` products out of two, a and b, of one product less that differ in their last
  product only. Columns item_1, item_2, ... hold the products, the rarest first: few sets share it, so few are made in
  vain (on fimi_retail at 0.02 % 1.6 million occurrences of three products in place of 9.1 million).

  relation: the smaller sets.
  size: products of the sets that are made.
  key: a column that a and b share besides, or none.
#}
{% macro extensions(relation, size, key=none) -%}
    {{ relation }} as a
    inner join {{ relation }} as b
        on
            {{ 'a.' ~ key ~ ' = b.' ~ key ~ ' and ' if key }}
            {%- for place in range(1, size - 1) %}
            a.item_{{ place }} = b.item_{{ place }} and
            {%- endfor %}
            a.item_{{ size - 1 }} > b.item_{{ size - 1 }}
{%- endmacro %}
