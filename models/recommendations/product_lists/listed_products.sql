-- One row per list and product on it that may be recommended: those of seeds/product_lists.csv, what is new, and what is to be cleared.
with

recommendable as (select * from {{ ref('recommendable_products') }}),

lists as (select * from {{ ref('product_lists') }}),

known_before as (select * from {{ ref('history_products') }} where history = 'before_holdout'),

known as (select * from {{ ref('history_products') }} where history = 'all'),

-- In a shop younger than the last days nothing is new.
before as (select count(*) as n_products from known_before),

-- New is what nobody had bought before the last days, and what nobody has bought though the shop has some of it.
launched as (

    select
        recommendable.product_number,
        row_number() over (
            order by known.product_number is null desc, known.n_customers desc, recommendable.product_number
        ) as place
    from recommendable
    cross join before
    inner join {{ ref('products') }} as products on recommendable.product_number = products.product_number
    left join known on recommendable.product_number = known.product_number
    anti join known_before on recommendable.product_number = known_before.product_number
    where
        (known.product_number is not null or products.stock > 0)
        and before.n_products > 0

),

-- What lies in stock for too long, most money first.
slow as (

    select
        slow_products.product_number,
        row_number() over (order by slow_products.excess_value desc, slow_products.product_number) as place
    from {{ ref('slow_products') }} as slow_products
    semi join recommendable on slow_products.product_number = recommendable.product_number

)

select
    lists.list_name,
    recommendable.product_number
from lists
inner join recommendable
    on
        {{ same_id('lists.product_id') }} = {{ same_id('recommendable.product_id') }}
        or {{ folded('lists.category') }} = {{ folded('recommendable.category') }}

union

select
    'new products' as list_name,
    product_number
from launched
where place <= 5 * {{ setting('n_recommendations') }}

union

select
    'clearance' as list_name,
    product_number
from slow
where place <= 5 * {{ setting('n_recommendations') }}
