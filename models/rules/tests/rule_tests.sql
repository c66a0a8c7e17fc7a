-- One row per rule candidate that reaches the thresholds, with its p-values corrected over all candidates.
with

fisher_p_values as (select * from {{ ref('fisher_p_values') }}),

-- Each rule beside those that lead to the same from fewer products.
improvements as (

    select
        parts.antecedent_numbers,
        parts.consequent_numbers,
        max({{ confidence('parts.general_support_count', 'parts.general_antecedent_count') }}) as general_confidence,
        -- By counts, so that a rule that is exactly as good as a more general one is no better.
        bool_or(
            cast(parts.general_support_count as decimal(19, 0)) * parts.antecedent_count
            >= cast(parts.support_count as decimal(19, 0)) * parts.general_antecedent_count
        ) as is_redundant,
        max(fisher.p_value) as p_value
    from {{ ref('rule_generalisations') }} as parts
    -- Tested is what one product adds. Said of `parts` alone, in an outer join, that would make it a nested loop.
    left join fisher_p_values as fisher
        on
            case when parts.n_left_out = 1 then parts.support_count end = fisher.support_count
            and parts.antecedent_count = fisher.antecedent_count
            and parts.general_support_count = fisher.consequent_count
            and parts.general_antecedent_count = fisher.n_baskets
    group by parts.antecedent_numbers, parts.consequent_numbers

),

tested as (

    select
        candidates.*,
        fisher.p_value,
        improvements.general_confidence,
        improvements.is_redundant,
        improvements.p_value as p_value_improvement
    from {{ ref('rule_candidates') }} as candidates
    inner join fisher_p_values as fisher
        on
            candidates.support_count = fisher.support_count
            and candidates.antecedent_count = fisher.antecedent_count
            and candidates.consequent_count = fisher.consequent_count
            and candidates.n_baskets = fisher.n_baskets
    inner join improvements
        on
            candidates.antecedent_numbers = improvements.antecedent_numbers
            and candidates.consequent_numbers = improvements.consequent_numbers

),

-- Equal p-values share a place, for Holm, who steps down, the first of them.
placed as (

    select
        *,
        count(*) over () as n_tests,
        rank() over (order by p_value) as first_place,
        {{ stepped_p_value('p_value') }} as p_value_stepped,
        {{ stepped_p_value('p_value_improvement') }} as p_value_improvement_stepped
    from tested

),

corrected as (

    select
        *,
        least(1, max(p_value * (n_tests - first_place + 1)) over (order by p_value)) as p_value_holm,
        {{ false_discovery_share('p_value_stepped', 'p_value') }} as p_value_fdr,
        {{ false_discovery_share('p_value_improvement_stepped', 'p_value_improvement') }} as p_value_improvement_fdr
    from placed

)

-- Thresholds compare counts: a rule that sits exactly on one is in.
select
    antecedent_numbers,
    consequent_numbers,
    n_antecedents,
    n_consequents,
    antecedent_count,
    consequent_count,
    support_count,
    n_baskets,
    p_value,
    p_value_holm,
    p_value_fdr,
    p_value_improvement_fdr,
    general_confidence,
    is_redundant
from corrected
where
    support_count >= {{ min_count('antecedent_count', setting('min_confidence')) }}
    and cast(support_count as decimal(19, 0)) * n_baskets
    >= {{ exact(setting('min_lift')) }} * antecedent_count * consequent_count
