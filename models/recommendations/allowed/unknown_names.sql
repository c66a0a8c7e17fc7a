-- One row per name in seeds/never_recommend.csv, boosted_products.csv or product_lists.csv that the shop does not know.
with

named as (

    {% for seed, kinds in {
        'never_recommend': ['product_id', 'category', 'customer_id'], 'boosted_products': ['product_id', 'category'],
        'product_lists': ['product_id', 'category'],
    }.items() %}
    {% set outer_loop = loop %}
    {% for kind in kinds %}
    {{ 'union' if not (outer_loop.first and loop.first) }}
    select
        '{{ seed }}' as seed,
        '{{ kind }}' as kind,
        {{ kind }} as name
    from {{ ref(seed) }}
    where {{ kind }} is not null
    {% endfor %}
    {% endfor %}

),

known as (

    select distinct
        'product_id' as kind,
        cast(product_id as varchar) as name
    from {{ ref('products') }}

    union all

    select distinct
        'category' as kind,
        category as name
    from {{ ref('products') }}

    union

    select
        'customer_id' as kind,
        cast(customer_id as varchar) as name
    from {{ ref('customer_segments') }}

    union

    select
        'customer_id' as kind,
        cast(customer_id as varchar) as name
    from {{ ref('stg_customers') }}

)

select
    named.seed,
    named.kind,
    named.name
from named
anti join known on named.kind = known.kind and named.name = known.name
