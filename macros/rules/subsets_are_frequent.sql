{#
  Semi joins that keep, of the sets that extensions() makes, those whose every subset of one product less is frequent
  (Agrawal and Srikant 1994). The two subsets that a set is made of are so already.

  relation: the frequent sets of one product less.
  size: products of the sets that are made.
#}
{% macro subsets_are_frequent(relation, size) -%}
    {% for left_out in range(1, size - 1) %}
    semi join {{ relation }} as without_{{ left_out }}
        on
            {% for place in range(1, size) if place != left_out %}
            a.item_{{ place }} = without_{{ left_out }}.item_{{ loop.index }} and
            {% endfor %}
            b.item_{{ size - 1 }} = without_{{ left_out }}.item_{{ size - 1 }}
    {% endfor %}
{%- endmacro %}
