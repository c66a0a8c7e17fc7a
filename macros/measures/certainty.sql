{#
  Certainty factor: of the room that confidence has above the consequent's own share of baskets, the part that the rule
  fills (Shortliffe and Buchanan 1975; Berzal, Blanco, Sanchez and Vila 2002); 0 where there is no room.

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro certainty(support_count, antecedent_count, consequent_count, n_baskets) -%}
    case
        when {{ consequent_count }} = {{ n_baskets }} then 0
        else (cast({{ support_count }} as double) * {{ n_baskets }} - cast({{ antecedent_count }} as double) * {{ consequent_count }}) / (cast({{ antecedent_count }} as double) * ({{ n_baskets }} - {{ consequent_count }}))
    end
{%- endmacro %}
