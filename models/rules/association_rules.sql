-- One row per rule: baskets that hold the antecedents tend to hold the consequents.
with

frequent_products as (select * from {{ ref('frequent_products') }}),

frequent_pairs as (select * from {{ ref('frequent_pairs') }}),

products as (select * from {{ ref('products') }}),

directed as (

    select
        first_number as antecedent_number,
        second_number as consequent_number,
        support_count,
        n_baskets
    from frequent_pairs

    union all

    select
        second_number as antecedent_number,
        first_number as consequent_number,
        support_count,
        n_baskets
    from frequent_pairs

),

counted as (

    select
        directed.*,
        antecedents.support_count as antecedent_count,
        consequents.support_count as consequent_count
    from directed
    inner join frequent_products as antecedents on directed.antecedent_number = antecedents.product_number
    inner join frequent_products as consequents on directed.consequent_number = consequents.product_number

),

-- Thresholds compare counts: a rule that sits exactly on one is in.
kept as (

    select *
    from counted
    where
        support_count >= {{ min_count('antecedent_count', var('min_confidence')) }}
        and cast(support_count as decimal(19, 0)) * n_baskets
        >= {{ exact(var('min_lift')) }} * antecedent_count * consequent_count

)

select
    'r' || substr(md5(concat_ws(' -> ', antecedents.product_id, consequents.product_id)), 1, 12) as rule_id,
    {{ list_of(['antecedents.product_id']) }} as antecedents,
    {{ list_of(['consequents.product_id']) }} as consequents,
    antecedents.product_name || ' → ' || consequents.product_name as rule,
    kept.antecedent_count,
    kept.consequent_count,
    kept.support_count,
    {{ support('kept.support_count', 'kept.n_baskets') }} as support,
    {{ confidence('kept.support_count', 'kept.antecedent_count') }} as confidence,
    {{ lift('kept.support_count', 'kept.antecedent_count', 'kept.consequent_count', 'kept.n_baskets') }} as lift,
    {{ leverage('kept.support_count', 'kept.antecedent_count', 'kept.consequent_count', 'kept.n_baskets') }} as leverage,
    {{ conviction('kept.support_count', 'kept.antecedent_count', 'kept.consequent_count', 'kept.n_baskets') }} as conviction,
    {{ build_id() }}
from kept
inner join products as antecedents on kept.antecedent_number = antecedents.product_number
inner join products as consequents on kept.consequent_number = consequents.product_number
