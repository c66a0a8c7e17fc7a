-- One row per product and term that tells what it is: its category, its brand, each word of its name.
with

-- Products that look the same (sizes of one thing, say) are worked out once, under the number of the first.
products as (

    select
        product_number,
        case when product_name <> 'product ' || product_id then product_name end as name,
        category,
        brand,
        min(product_number) over (partition by product_name, category, brand) as look_number
    from {{ ref('products') }}

),

looks as (

    select
        look_number,
        any_value(name) as name,
        any_value(category) as category,
        any_value(brand) as brand,
        count(*) as n_products
    from products
    group by look_number

),

named as (

    select
        look_number,
        n_products,
        'category' as kind,
        category as term
    from looks

    union all

    select
        look_number,
        n_products,
        'brand' as kind,
        brand as term
    from looks

    union all

    select distinct
        look_number,
        n_products,
        'word' as kind,
        {{ each_of(words_of('name')) }} as term
    from looks

),

terms as (select * from named where term <> ''),

n_products as (select count(*) as n_products from {{ ref('products') }}),

-- A term that few products have says more (inverse document frequency).
weighed as (

    select
        terms.*,
        ln(
            1 + cast(n_products.n_products as double) / sum(terms.n_products) over (partition by terms.kind, terms.term)
        ) as rarity
    from terms
    cross join n_products

),

scaled as (

    select
        look_number,
        kind,
        term,
        cast(dense_rank() over (order by kind, term) as integer) as term_number,
        round(
            rarity / sqrt(cast(sum(cast(rarity * rarity as decimal(27, 12))) over (partition by look_number) as double)), 9
        ) as weight
    from weighed

)

select
    products.product_number,
    scaled.kind,
    scaled.term,
    scaled.term_number,
    scaled.weight
from products
inner join scaled on products.look_number = scaled.look_number
