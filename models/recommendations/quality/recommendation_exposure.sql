-- One row per method and target: which products its lists before the held-out days showed, and how evenly.
with

lists as (

    select
        target,
        method,
        customer_id,
        product_number
    from {{ ref('method_recommendations') }}
    where history = 'before_holdout'

    union all

    select
        target,
        'served' as method,
        customer_id,
        product_number
    from {{ ref('varied_recommendations') }}
    where history = 'before_holdout'

),

products as (select * from {{ ref('history_products') }} where history = 'before_holdout'),

shop as (

    select
        (select count(*) from {{ ref('recommendable_products') }} where n_orders > 0) as n_recommendable,
        (select count(*) from {{ ref('history_customers') }} where history = 'before_holdout') as n_customers,
        (select cast(sum(n_customers) as double) / count(*) from products) as mean_product_customers

),

shown as (

    select
        lists.target,
        lists.method,
        lists.product_number,
        count(*) as n_shown,
        row_number() over (partition by lists.target, lists.method order by count(*) desc, lists.product_number) as place
    from lists
    group by lists.target, lists.method, lists.product_number

),

customers as (

    select
        target,
        method,
        count(distinct customer_id) as n_customers
    from lists
    group by target, method

)

-- Gini over all recommendable products, those never shown too; places count from the most shown.
select
    shown.target,
    shown.method,
    any_value(customers.n_customers) as n_customers,
    cast(count(*) as double) / any_value(shop.n_recommendable) as coverage,
    (any_value(shop.n_recommendable) + 1 - 2 * cast(sum(shown.n_shown * shown.place) as double) / sum(shown.n_shown))
    / any_value(shop.n_recommendable) as gini,
    cast(sum(cast(
        shown.n_shown * -log2(cast(products.n_customers as double) / shop.n_customers) as decimal(38, 9)
    )) as double) / sum(shown.n_shown) as novelty,
    cast(sum(shown.n_shown * products.n_customers) as double) / sum(shown.n_shown)
    / any_value(shop.mean_product_customers) as popularity_bias
from shown
inner join products on shown.product_number = products.product_number
inner join customers on shown.target = customers.target and shown.method = customers.method
cross join shop
group by shown.target, shown.method
