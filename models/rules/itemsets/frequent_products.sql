-- One row per frequent product, with the number of baskets that hold it.
with

basket_products as (select * from {{ ref('basket_products') }}),

n_baskets as (select count(*) as n_baskets from {{ ref('baskets') }}),

counted as (

    select
        product_number,
        count(*) as support_count,
        count(*) filter (where not is_oversized) as regular_count
    from basket_products
    group by product_number

)

select
    counted.product_number,
    counted.support_count,
    counted.regular_count,
    n_baskets.n_baskets,
    -- Neighbours in frequency share a part, each part about as many lines: pairs are counted part by part, for the counters
    -- of one part stay in the processor's cache.
    cast(
        floor(
            {{ n_pair_parts() }}.0 * (sum(counted.regular_count) over (order by counted.product_number) - counted.regular_count)
            / nullif(sum(counted.regular_count) over (), 0)
        ) as integer
    ) as part
from counted
cross join n_baskets
where counted.support_count >= {{ min_count('n_baskets.n_baskets') }}
