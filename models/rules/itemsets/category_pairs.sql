-- One row per ordered pair of groups of products that are frequent together: every category rule that is tested.
with

baskets as (select * from {{ ref('baskets') }} where not is_oversized),

mining_plan as (select * from {{ ref('mining_plan') }}),

-- Baskets, not products: two sorts of tea are tea once.
basket_groups as (

    select distinct
        baskets.basket_number,
        baskets.size_class,
        products.{{ setting('roll_up_to') }} as product_group
    from {{ ref('basket_products') }} as basket_products
    inner join baskets on basket_products.basket_number = baskets.basket_number
    inner join {{ ref('products') }} as products on basket_products.product_number = products.product_number
    where products.{{ setting('roll_up_to') }} is not null

),

sized_groups as (

    select
        product_group,
        size_class,
        count(*) as n_baskets
    from basket_groups
    group by product_group, size_class

),

size_classes as (

    select
        size_class,
        count(*) as n_baskets
    from baskets
    group by size_class

),

frequent_groups as (

    select
        product_group,
        sum(n_baskets) as n_baskets
    from sized_groups
    group by product_group
    having sum(n_baskets) >= (select mining_plan.min_count from mining_plan)

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
    having count(*) >= (select mining_plan.min_count from mining_plan)

),

-- Independent within each class of basket sizes, as in rules_that_matter.
expected as (

    select
        pairs.antecedent,
        pairs.consequent,
        sum(cast(cast(a.n_baskets as double) * b.n_baskets / size_classes.n_baskets as decimal(28, 6))) as expected_count
    from pairs
    inner join sized_groups as a on pairs.antecedent = a.product_group
    inner join sized_groups as b on pairs.consequent = b.product_group and a.size_class = b.size_class
    inner join size_classes on a.size_class = size_classes.size_class
    group by pairs.antecedent, pairs.consequent

)

select
    pairs.antecedent,
    pairs.consequent,
    cast(a.n_baskets as bigint) as antecedent_count,
    cast(b.n_baskets as bigint) as consequent_count,
    pairs.support_count,
    mining_plan.n_baskets,
    expected.expected_count
from pairs
inner join expected on pairs.antecedent = expected.antecedent and pairs.consequent = expected.consequent
inner join frequent_groups as a on pairs.antecedent = a.product_group
inner join frequent_groups as b on pairs.consequent = b.product_group
cross join mining_plan
