{#
  Conviction: how many times as often the rule would fail if antecedent and consequent were independent; infinity for a
  rule that never fails (Brin, Motwani, Ullman and Tsur 1997).

  support_count, antecedent_count, consequent_count, n_baskets: SQL expressions, whole numbers.
#}
{% macro conviction(support_count, antecedent_count, consequent_count, n_baskets) -%}
    case
        when {{ support_count }} = {{ antecedent_count }} then cast('infinity' as double)
        else cast({{ antecedent_count }} as double) * ({{ n_baskets }} - {{ consequent_count }})
            / (cast({{ n_baskets }} as double) * ({{ antecedent_count }} - {{ support_count }}))
    end
{%- endmacro %}
