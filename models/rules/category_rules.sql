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
        count(*) over () as n_tests,
        count(*) over (order by p_value) as last_place
    from tested

),

-- Benjamini and Hochberg 1995, over all pairs that were tested.
corrected as (

    select
        *,
        least(1, min(p_value * n_tests / last_place) over (order by p_value desc)) as p_value_fdr
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
    {{ conviction(*counts) }} as conviction,
    {{ zhangs_metric(*counts) }} as zhangs_metric,
    {{ jaccard(*counts) }} as jaccard,
    {{ kulczynski(*counts) }} as kulczynski,
    {{ imbalance_ratio(*counts) }} as imbalance_ratio,
    {{ cosine(*counts) }} as cosine,
    {{ certainty(*counts) }} as certainty,
    {{ odds_ratio(*counts) }} as odds_ratio,
    {{ phi(*counts) }} as phi,
    {{ chi_squared(*counts) }} as chi_squared,
    p_value,
    p_value_fdr,
    {{ build_id() }}
from corrected
where
    support_count >= {{ min_count('antecedent_count', var('min_confidence')) }}
    and cast(support_count as decimal(19, 0)) * n_baskets
    >= {{ exact(var('min_lift')) }} * antecedent_count * consequent_count
