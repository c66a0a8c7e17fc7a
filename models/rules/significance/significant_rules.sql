-- One row per itemset with a significant rule, the most confident: beyond chance, every product in it needed.
with

rules as (

    select
        *,
        {{ list_union('antecedents', 'consequents') }} as items
    from {{ ref('association_rules') }}
    where
        p_value_fdr <= {{ setting('max_p_value') }}
        and p_value_improvement_fdr <= {{ setting('max_p_value') }}
        -- Also says that lift is above 1: with none of its antecedents a rule has the consequents' own support.
        and not is_redundant

)

-- The products of an itemset make several rules, which say the same of them; the most confident one speaks.
select *
from rules
qualify row_number() over (partition by items order by confidence desc, n_consequents asc, rule_id asc) = 1
