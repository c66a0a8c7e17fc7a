-- One row per rule candidate that reaches the thresholds, with its p-value corrected over all candidates.
with

tested as (

    select
        candidates.*,
        fisher.p_value,
        improvements.general_confidence,
        improvements.is_redundant,
        improvements.p_value_improvement
    from {{ ref('rule_candidates') }} as candidates
    inner join {{ ref('fisher_p_values') }} as fisher
        on
            candidates.support_count = fisher.support_count
            and candidates.antecedent_count = fisher.antecedent_count
            and candidates.consequent_count = fisher.consequent_count
            and candidates.n_baskets = fisher.n_baskets
    inner join {{ ref('rule_improvements') }} as improvements
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
