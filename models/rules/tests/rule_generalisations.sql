-- One row per rule candidate and part of its antecedents, none of them to all but one: the more general rules.
with

candidates as (select * from {{ ref('rule_candidates') }}),

parts as (

    select
        candidates.*,
        itemset_subsets.n_picked as n_kept,
        {{ items_at('candidates.antecedent_numbers', 'itemset_subsets.picked_places') }} as part_numbers
    from candidates
    inner join {{ ref('itemset_subsets') }} as itemset_subsets on candidates.n_antecedents = itemset_subsets.n_items
    where itemset_subsets.n_picked < candidates.n_antecedents

)

-- With none of its antecedents left, a rule is about every basket.
select
    parts.antecedent_numbers,
    parts.consequent_numbers,
    parts.part_numbers,
    parts.n_antecedents - parts.n_kept as n_left_out,
    parts.support_count,
    parts.antecedent_count,
    coalesce(general.support_count, parts.consequent_count) as general_support_count,
    coalesce(general.antecedent_count, parts.n_baskets) as general_antecedent_count
from parts
left join candidates as general
    on parts.part_numbers = general.antecedent_numbers and parts.consequent_numbers = general.consequent_numbers
