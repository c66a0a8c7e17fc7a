-- One row per customer and listed product of whose neighbours, the common products that the same customers buy, they bought some.
with

own as (

    select
        customer_number,
        customer_id,
        product_number,
        {{ liking('decayed_orders') }} as liking
    from {{ ref('customer_products') }}
    where history = 'all'

),

known as (

    select
        product_number,
        sum(cast(liking * liking as decimal(27, 12))) as squares,
        row_number() over (order by count(*) desc, product_number) as place
    from own
    group by product_number
    having count(*) >= {{ setting('min_product_customers') }}

),

common as (select * from known where place <= {{ setting('n_head_products') }}),

-- Few common buyers are no proof: the mean square is added to the product of two lengths, as in taste_scores.
shrinkage as (select cast(sum(squares) as double) / count(*) as shrinkage from common),

listed as (

    select known.*
    from known
    semi join {{ ref('listed_products') }} as listed on known.product_number = listed.product_number

),

listed_own as (

    select own.*
    from own
    semi join listed on own.product_number = listed.product_number

),

shared as (

    select
        listed_own.product_number,
        own.product_number as neighbour_number,
        cast(sum(cast(listed_own.liking * own.liking as decimal(27, 12))) as double) as shared
    from listed_own
    inner join own on listed_own.customer_number = own.customer_number and listed_own.product_number <> own.product_number
    semi join common on own.product_number = common.product_number
    group by listed_own.product_number, own.product_number

),

neighbours as (

    select
        shared.product_number,
        shared.neighbour_number,
        round(
            shared.shared / (sqrt(cast(listed.squares as double)) * sqrt(cast(common.squares as double)) + shrinkage.shrinkage), 9
        ) as cosine
    from shared
    inner join listed on shared.product_number = listed.product_number
    inner join common on shared.neighbour_number = common.product_number
    cross join shrinkage
    where shared.shared > 0
    qualify row_number() over (partition by shared.product_number order by cosine desc, shared.neighbour_number) <= {{ setting('n_neighbours') }}

),

parts as (

    select
        own.customer_id,
        neighbours.product_number,
        neighbours.neighbour_number,
        cast(own.liking * neighbours.cosine as decimal(18, 9)) as part
    from neighbours
    inner join own on neighbours.neighbour_number = own.product_number

)

select
    customer_id,
    product_number,
    cast(sum(part) as double) as taste,
    cast(sum(part) as double) / cast(sum(sum(part)) over (partition by product_number) as double) as share,
    max_by(neighbour_number, (part, -neighbour_number)) as because_number,
    round(cast(max(part) as double) / cast(sum(part) as double), 6) as because_share
from parts
group by customer_id, product_number
having sum(part) > 0
