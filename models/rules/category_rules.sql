-- One row per rule from one group of products to another (var roll_up_to: category or brand).
{% set counts = ['support_count', 'antecedent_count', 'consequent_count', 'n_baskets'] %}
with

tested as (

    select
        pairs.*,
        fisher.p_value
    from {{ ref('category_pairs') }} as pairs
    inner join {{ ref('fisher_p_values') }} as fisher
        on
            pairs.support_count = fisher.support_count
            and pairs.antecedent_count = fisher.antecedent_count
            and pairs.consequent_count = fisher.consequent_count
            and pairs.n_baskets = fisher.n_baskets

),

placed as (

    select
        *,
        {{ stepped_p_value('p_value') }} as p_value_stepped
    from tested

),

-- Over all pairs that were tested.
corrected as (

    select
        *,
        {{ false_discovery_share('p_value_stepped', 'p_value') }} as p_value_fdr
    from placed

)

select
    antecedent,
    consequent,
    antecedent_count,
    consequent_count,
    support_count,
    {{ support('support_count', 'n_baskets') }} as support,
    {{ confidence('support_count', 'antecedent_count') }} as confidence,
    {{ support('antecedent_count', 'n_baskets') }} as coverage,
    {{ lift(*counts) }} as lift,
    cast(expected_count as double) as expected_count,
    cast(support_count / expected_count as double) as size_adjusted_lift,
    {{ leverage(*counts) }} as leverage,
    {{ rule_measures(counts) }},
    p_value,
    p_value_fdr
from corrected
where
    support_count >= {{ min_count('antecedent_count', setting('min_confidence')) }}
    and cast(support_count as decimal(19, 0)) * n_baskets
    >= {{ exact(setting('min_lift')) }} * antecedent_count * consequent_count
