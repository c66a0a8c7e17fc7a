-- One row per rule from one group of products to another (var roll_up_to: category or brand).
{% set counts = ['pairs.support_count', 'a.n_baskets', 'b.n_baskets', 'mining_plan.n_baskets'] %}
with

basket_groups as (select * from {{ ref('basket_groups') }}),

mining_plan as (select * from {{ ref('mining_plan') }}),

frequent_groups as (

    select
        product_group,
        count(*) as n_baskets
    from basket_groups
    group by product_group
    having count(*) >= (select mining_plan.min_count from mining_plan)

),

pairs as (

    select
        a.product_group as antecedent,
        b.product_group as consequent,
        count(*) as support_count
    from basket_groups as a
    inner join basket_groups as b on a.basket_number = b.basket_number and a.product_group <> b.product_group
    semi join frequent_groups as first_groups on a.product_group = first_groups.product_group
    semi join frequent_groups as second_groups on b.product_group = second_groups.product_group
    group by a.product_group, b.product_group

)

select
    pairs.antecedent,
    pairs.consequent,
    a.n_baskets as antecedent_count,
    b.n_baskets as consequent_count,
    pairs.support_count,
    {{ support('pairs.support_count', 'mining_plan.n_baskets') }} as support,
    {{ confidence('pairs.support_count', 'a.n_baskets') }} as confidence,
    {{ lift(*counts) }} as lift,
    {{ leverage(*counts) }} as leverage,
    {{ build_id() }}
from pairs
inner join frequent_groups as a on pairs.antecedent = a.product_group
inner join frequent_groups as b on pairs.consequent = b.product_group
cross join mining_plan
where
    pairs.support_count >= mining_plan.min_count
    and pairs.support_count >= {{ min_count('a.n_baskets', var('min_confidence')) }}
    and cast(pairs.support_count as decimal(19, 0)) * mining_plan.n_baskets
    >= {{ exact(var('min_lift')) }} * a.n_baskets * b.n_baskets
