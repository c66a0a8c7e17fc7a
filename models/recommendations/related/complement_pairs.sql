-- One row per pair of products that are bought together more often than the sizes of baskets explain; the first is the
-- more frequent.
with

bought as (select * from {{ ref('bought_products') }}),

pairs as (select * from {{ ref('bought_pairs') }}),

sized_products as (

    select
        product_number,
        size_class,
        count(*) as n_baskets
    from bought
    group by product_number, size_class

),

size_classes as (

    select
        size_class,
        count(*) as n_baskets
    from {{ ref('baskets') }}
    where not is_oversized
    group by size_class

),

-- Independent within each class of basket sizes, as in rules_that_matter.
expected as (

    select
        pairs.first_number,
        pairs.second_number,
        pairs.n_together,
        pairs.n_buyers,
        sum(
            cast(cast(a.n_baskets as double) * b.n_baskets / size_classes.n_baskets as decimal(28, 6))
        ) as expected_count
    from pairs
    inner join sized_products as a on pairs.first_number = a.product_number
    inner join sized_products as b on pairs.second_number = b.product_number and a.size_class = b.size_class
    inner join size_classes on a.size_class = size_classes.size_class
    group by pairs.first_number, pairs.second_number, pairs.n_together, pairs.n_buyers

),

-- A customer is one witness, however often they did it: counts are scaled down to the number of customers.
weighed as (

    select
        *,
        least(1, cast(n_buyers as double) / greatest(n_together, cast(expected_count as double))) as weight
    from expected
    where expected_count > 0

),

tested as (

    select
        *,
        {{ poisson_tail('(n_together * weight)', '(expected_count * weight)', 'more') }} as p_value
    from weighed

),

n_products as (select count(distinct product_number) as n_products from bought),

-- Every two products were candidates, also those that hardly ever met.
stepped as (

    select
        tested.*,
        tested.p_value * (cast(n_products.n_products as double) * (n_products.n_products - 1) / 2)
        / count(*) over (order by tested.p_value) as p_value_stepped
    from tested
    cross join n_products

),

corrected as (

    select
        *,
        least(1, {{ false_discovery_share('p_value_stepped', 'p_value') }}) as p_value_fdr
    from stepped

)

select
    first_number,
    second_number,
    n_together,
    n_buyers,
    expected_count,
    weight,
    p_value_fdr
from corrected
where
    p_value_fdr <= {{ setting('max_p_value') }}
    and n_buyers >= {{ setting('min_product_customers') }}
    and n_together >= {{ exact(setting('min_size_adjusted_lift')) }} * expected_count
