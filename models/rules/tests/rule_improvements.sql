-- One row per rule candidate, compared with the rules that lead to the same from fewer products.
select
    parts.antecedent_numbers,
    parts.consequent_numbers,
    max({{ confidence('parts.general_support_count', 'parts.general_antecedent_count') }}) as general_confidence,
    -- By counts, so that a rule that is exactly as good as a more general one is no better.
    bool_or(
        cast(parts.general_support_count as decimal(19, 0)) * parts.antecedent_count
        >= cast(parts.support_count as decimal(19, 0)) * parts.general_antecedent_count
    ) as is_redundant,
    max(fisher.p_value) as p_value_improvement
from {{ ref('rule_parts') }} as parts
-- Tested is what one product adds. Said of `parts` alone, in an outer join, that would make it a nested loop.
left join {{ ref('fisher_p_values') }} as fisher
    on
        case when parts.n_left_out = 1 then parts.support_count end = fisher.support_count
        and parts.antecedent_count = fisher.antecedent_count
        and parts.general_support_count = fisher.consequent_count
        and parts.general_antecedent_count = fisher.n_baskets
group by parts.antecedent_numbers, parts.consequent_numbers
