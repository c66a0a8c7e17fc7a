-- One row per customer of whom too little is known, and rank: what is popular in their crowds and new to them.
with

crowds as (select * from {{ ref('customer_crowds') }}),

owned as (select * from {{ ref('customer_products') }} where history = 'all'),

known as (

    select customer_id
    from owned
    group by customer_id
    having count(*) >= {{ setting('min_customer_products') }}
    intersect
    select customer_id
    from {{ ref('varied_recommendations') }}
    where history = 'all' and target = 'new'
    group by customer_id
    having count(*) >= {{ setting('n_recommendations') }}

),

sizes as (

    select
        crowds.crowd_kind,
        crowds.crowd,
        count(*) as n_crowd_customers
    from crowds
    semi join owned on crowds.customer_id = owned.customer_id
    group by crowds.crowd_kind, crowds.crowd

),

counted as (

    select
        crowds.crowd_kind,
        crowds.crowd,
        owned.product_number,
        count(*) as n_customers
    from owned
    inner join crowds on owned.customer_id = crowds.customer_id
    semi join {{ ref('recommendable_products') }} as recommendable on owned.product_number = recommendable.product_number
    group by crowds.crowd_kind, crowds.crowd, owned.product_number

),

-- Enough of each crowd to find ten that a customer has not bought.
popular as (

    select
        counted.*,
        cast(counted.n_customers as double) / sizes.n_crowd_customers as share
    from counted
    inner join sizes on counted.crowd_kind = sizes.crowd_kind and counted.crowd = sizes.crowd
    qualify row_number() over (
        partition by counted.crowd_kind, counted.crowd order by counted.n_customers desc, counted.product_number
    ) <= 20 * {{ setting('n_recommendations') }}

),

-- A share among few customers says less: each crowd counts as if as many of everyone had been asked besides.
expected as (

    select
        own.*,
        (own.n_customers + {{ setting('min_crowd') }} * coalesce(everyone.share, 0))
        / (own.n_customers / own.share + {{ setting('min_crowd') }}) as expected_share
    from popular as own
    left join popular as everyone
        on own.product_number = everyone.product_number and everyone.crowd_kind = 'everyone'

),

-- The mean over a customer's crowds ranks; the crowd in which it is most popular is named.
candidates as (

    select
        crowds.customer_id,
        expected.product_number,
        {{ exact_mean('expected.expected_share') }} as score,
        max_by(expected.crowd_kind, (expected.expected_share, expected.crowd_kind)) as crowd_kind,
        max_by(expected.crowd, (expected.expected_share, expected.crowd_kind)) as crowd,
        max_by(expected.share, (expected.expected_share, expected.crowd_kind)) as share
    from crowds
    anti join known on crowds.customer_id = known.customer_id
    inner join expected on crowds.crowd_kind = expected.crowd_kind and crowds.crowd = expected.crowd
    anti join owned on crowds.customer_id = owned.customer_id and expected.product_number = owned.product_number
    group by crowds.customer_id, expected.product_number

),

allowed as (

    {{ not_withheld('candidates') }}

),

limited as (

    {{ at_most_per_category('allowed', 'customer_id', 'score desc, candidates.product_number') }}

)

select
    customer_id,
    product_number,
    score,
    crowd_kind,
    crowd,
    share,
    cast(row_number() over (partition by customer_id order by score desc, product_number) as integer) as rank
from limited
qualify rank <= 2 * {{ setting('n_recommendations') }}
