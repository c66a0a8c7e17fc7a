-- One row per customer of whom too little is known, and rank: what is popular in their crowds and new to them.
with

crowds as (select * from {{ ref('customer_crowds') }}),

owned as (select * from {{ ref('customer_products') }} where history = 'all'),

liked as (

    select
        customer_id,
        count(*) as n_liked
    from {{ ref('varied_recommendations') }}
    where history = 'all' and target = 'new'
    group by customer_id

),

bought as (

    select
        customer_id,
        count(*) as n_products
    from owned
    group by customer_id

),

unknown as (

    select crowds.customer_id
    from crowds
    left join liked on crowds.customer_id = liked.customer_id
    left join bought on crowds.customer_id = bought.customer_id
    where
        crowds.crowd_kind = 'everyone'
        and (coalesce(liked.n_liked, 0) < {{ setting('n_recommendations') }} or coalesce(bought.n_products, 0) < {{ setting('min_customer_products') }})

),

-- A share among few customers says less: each crowd counts as if as many of everyone had been asked besides.
popular as (

    select
        own.crowd_kind,
        own.crowd,
        own.product_number,
        own.share,
        (own.n_customers + {{ setting('min_crowd') }} * coalesce(everyone.share, 0))
        / (own.n_customers / own.share + {{ setting('min_crowd') }}) as expected_share
    from {{ ref('popular_products') }} as own
    left join {{ ref('popular_products') }} as everyone
        on own.product_number = everyone.product_number and everyone.crowd_kind = 'everyone'

),

-- The mean over a customer's crowds ranks; the crowd in which it is most popular is named.
candidates as (

    select
        crowds.customer_id,
        popular.product_number,
        {{ exact_mean('popular.expected_share') }} as score,
        max_by(popular.crowd_kind, (popular.expected_share, popular.crowd_kind)) as crowd_kind,
        max_by(popular.crowd, (popular.expected_share, popular.crowd_kind)) as crowd,
        max_by(popular.share, (popular.expected_share, popular.crowd_kind)) as share
    from crowds
    semi join unknown on crowds.customer_id = unknown.customer_id
    inner join popular on crowds.crowd_kind = popular.crowd_kind and crowds.crowd = popular.crowd
    anti join owned on crowds.customer_id = owned.customer_id and popular.product_number = owned.product_number
    group by crowds.customer_id, popular.product_number

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
