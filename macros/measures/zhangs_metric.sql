{#
  Zhang's metric: how much antecedent and consequent attract (to 1) or repel (to -1) each other; 0 where they are
  independent (Yan, Zhang and Zhang 2009, after Zhang 2000).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro zhangs_metric(support_count, antecedent_count, consequent_count, n_baskets) -%}
    case
        when greatest(cast({{ support_count }} as double) * ({{ n_baskets }} - {{ antecedent_count }}), cast({{ antecedent_count }} as double) * ({{ consequent_count }} - {{ support_count }})) = 0 then 0
        else (cast({{ support_count }} as double) * {{ n_baskets }} - cast({{ antecedent_count }} as double) * {{ consequent_count }})
            / greatest(cast({{ support_count }} as double) * ({{ n_baskets }} - {{ antecedent_count }}), cast({{ antecedent_count }} as double) * ({{ consequent_count }} - {{ support_count }}))
    end
{%- endmacro %}
