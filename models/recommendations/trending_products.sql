-- One row per product that has more buyers in the last days than its own past and the growth of the shop lead to expect.
with

products as (select * from {{ ref('products') }}),

-- Periods of var drift_days, 0 the last; days before the first whole one are left out.
baskets as (

    select
        baskets.basket_number,
        baskets.buyer_number,
        cast(
            floor({{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} / cast({{ setting('drift_days') }} as double)) as integer
        ) as period
    from {{ ref('baskets') }} as baskets
    cross join {{ ref('today') }} as today
    where baskets.ordered_on <= today.as_of
    qualify
        (period + 1) * {{ setting('drift_days') }}
        <= {{ dbt.datediff('min(baskets.ordered_on) over ()', 'today.as_of', 'day') }} + 1

),

-- How often somebody bought does not count, so that one household cannot make a trend.
buyers as (

    select distinct
        baskets.period,
        baskets.buyer_number,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join baskets on basket_products.basket_number = baskets.basket_number
    semi join {{ ref('advertisable_products') }} as advertisable
        on basket_products.product_number = advertisable.product_number

),

counted as (

    select
        product_number,
        count(*) filter (where period = 0) as n_buyers_last,
        count(*) filter (where period > 0) as n_buyers_before
    from buyers
    group by product_number

),

shop as (

    select
        count(distinct buyer_number) filter (where period = 0) as n_shop_buyers_last,
        count(distinct row(period, buyer_number)) filter (where period > 0) as n_shop_buyers_before,
        max(period) as n_periods_before
    from buyers

),

-- If nothing but the shop grew, each purchase fell into the last days with this probability.
shared as (

    select
        counted.*,
        counted.n_buyers_last + counted.n_buyers_before as n_buyers,
        shop.n_periods_before,
        cast(shop.n_shop_buyers_last as double) / (shop.n_shop_buyers_last + shop.n_shop_buyers_before) as last_share
    from counted
    cross join shop
    semi join {{ ref('recommendable_products') }} as recommendable
        on counted.product_number = recommendable.product_number
    where shop.n_shop_buyers_last > 0 and shop.n_shop_buyers_before > 0

),

tested as (

    select
        *,
        {{ binomial_tail('n_buyers_last', 'n_buyers', 'last_share') }} as p_value,
        {{ wilson_bound('n_buyers_last', 'n_buyers', -1, normal_quantile(setting('confidence_level'))) }} as share_low
    from shared
    where n_buyers >= {{ setting('min_product_customers') }}

),

stepped as (

    select
        *,
        {{ stepped_p_value('p_value') }} as p_value_stepped
    from tested

),

corrected as (

    select
        *,
        {{ false_discovery_share('p_value_stepped', 'p_value') }} as p_value_fdr,
        n_buyers_before * last_share / (1 - last_share) as expected_buyers,
        share_low / (1 - share_low) * (1 - last_share) / last_share as growth_low
    from stepped

)

select
    cast(
        row_number() over (order by corrected.growth_low desc, corrected.p_value_fdr asc, products.product_id asc) as integer
    ) as rank,
    products.product_id,
    products.product_name,
    products.category,
    corrected.n_buyers_last,
    corrected.n_buyers_before,
    corrected.n_periods_before,
    corrected.expected_buyers,
    corrected.n_buyers_last / nullif(corrected.expected_buyers, 0) as growth,
    corrected.growth_low,
    corrected.p_value_fdr,
    corrected.n_buyers_last || ' buyers in the last {{ setting("drift_days") }} days, where '
    || case
        when corrected.n_buyers_before = 0 then 'nobody bought it before'
        else round(corrected.expected_buyers, 1) || ' would be expected from the ' || corrected.n_periods_before || ' periods before'
    end as reason
from corrected
inner join products on corrected.product_number = products.product_number
where corrected.p_value_fdr <= {{ setting('max_p_value') }}
