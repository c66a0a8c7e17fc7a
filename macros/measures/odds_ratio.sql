{#
  Odds ratio: the odds of the consequent in baskets with the antecedent over those in baskets without (Cornfield 1951);
  infinity for a rule that never fails or whose consequent never comes without it, null where both odds are undefined.

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro odds_ratio(support_count, antecedent_count, consequent_count, n_baskets) -%}
    case
        when {{ antecedent_count }} = {{ support_count }} or {{ consequent_count }} = {{ support_count }}
            then case when {{ support_count }} > 0 and {{ n_baskets }} + {{ support_count }} > {{ antecedent_count }} + {{ consequent_count }} then cast('infinity' as double) end
        else cast({{ support_count }} as double) * ({{ n_baskets }} - {{ antecedent_count }} - {{ consequent_count }} + {{ support_count }})
            / (cast({{ antecedent_count }} - {{ support_count }} as double) * ({{ consequent_count }} - {{ support_count }}))
    end
{%- endmacro %}
