-- One row per pair of products of one category that the same customers buy, but in one basket far less often than their
-- habits would bring about; the first is the more frequent.
with

bought as (select * from {{ ref('bought_products') }} where is_customer),

products as (select * from {{ ref('products') }}),

n_baskets as (

    select
        buyer_number,
        count(*) filter (where not is_oversized) as n_baskets
    from {{ ref('baskets') }}
    where customer_id is not null
    group by buyer_number

),

habits as (

    select
        bought.buyer_number,
        bought.product_number,
        products.category,
        n_baskets.n_baskets,
        count(*) as n_orders
    from bought
    inner join products on bought.product_number = products.product_number
    inner join n_baskets on bought.buyer_number = n_baskets.buyer_number
    where products.category is not null
    group by bought.buyer_number, bought.product_number, products.category, n_baskets.n_baskets

),

-- A customer who took each whenever it struck their fancy would take both in n_orders * n_orders / n_baskets of theirs.
shared as (

    select
        a.product_number as first_number,
        b.product_number as second_number,
        count(*) as n_buyers,
        sum(cast(cast(a.n_orders as double) * b.n_orders / a.n_baskets as decimal(28, 6))) as expected_count
    from habits as a
    inner join habits as b
        on a.buyer_number = b.buyer_number and a.category = b.category and a.product_number < b.product_number
    group by a.product_number, b.product_number
    having count(*) >= {{ setting('min_product_customers') }}

),

together as (

    select
        a.product_number as first_number,
        b.product_number as second_number,
        count(*) as n_together
    from bought as a
    inner join bought as b on a.basket_number = b.basket_number and a.product_number < b.product_number
    inner join products as first_products on a.product_number = first_products.product_number
    inner join products as second_products
        on b.product_number = second_products.product_number and first_products.category = second_products.category
    group by a.product_number, b.product_number

),

counted as (

    select
        shared.*,
        coalesce(together.n_together, 0) as n_together
    from shared
    left join together
        on shared.first_number = together.first_number and shared.second_number = together.second_number

),

-- A customer is one witness, however often they did it: counts are scaled down to the number of customers.
weighed as (

    select
        *,
        least(1, cast(n_buyers as double) / greatest(n_together, cast(expected_count as double))) as weight
    from counted
    where expected_count > 0

),

tested as (

    select
        *,
        {{ poisson_tail('(n_together * weight)', '(expected_count * weight)', 'fewer') }} as p_value
    from weighed

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
        {{ false_discovery_share('p_value_stepped', 'p_value') }} as p_value_fdr
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
    and {{ exact(setting('min_size_adjusted_lift')) }} * n_together <= expected_count
