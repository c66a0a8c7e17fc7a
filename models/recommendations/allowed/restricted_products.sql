-- One row per product and row of seeds/never_recommend.csv that names it, itself or by its category.
with

products as (select * from {{ ref('products') }}),

-- 18+ is 18; an age that cannot be read bars from all.
never_recommend as (

    select * replace (try_cast(regexp_extract(minimum_age, '[0-9]+') as integer) as minimum_age)
    from {{ ref('never_recommend') }}

),

-- What a row of the catalogue says of a product that was not accepted, as another row speaks of it, may bar it as well.
further_categories as (

    select distinct
        products.product_number,
        checked.category
    from {{ ref('checked_products') }} as checked
    inner join products on checked.product_id = products.product_id
    where checked.category is distinct from products.category

),

-- A category may be written with those above it: Tobacco > Cigarettes.
levels as (

    select distinct
        category,
        {{ folded('level') }} as level
    from (
        select
            category,
            {{ each_of("list_append(regexp_split_to_array(category, '[>＞»|]'), category)") }} as level
        from (
            select category from products
            union
            select category from further_categories
        ) as categories
    ) as written

)

select
    products.product_number,
    cast(null as varchar) as category,
    never_recommend.customer_id,
    never_recommend.minimum_age,
    never_recommend.reason
from products
inner join never_recommend on {{ match_key('products.product_id') }} = {{ match_key('never_recommend.product_id') }}

union all

select
    products.product_number,
    products.category,
    never_recommend.customer_id,
    never_recommend.minimum_age,
    never_recommend.reason
from products
inner join levels on products.category = levels.category
inner join never_recommend on levels.level = {{ folded('never_recommend.category') }}

union all

select
    further_categories.product_number,
    cast(null as varchar) as category,
    never_recommend.customer_id,
    never_recommend.minimum_age,
    never_recommend.reason
from further_categories
inner join levels on further_categories.category = levels.category
inner join never_recommend on levels.level = {{ folded('never_recommend.category') }}
