-- One row per customer whose list of new things neighbours and crowds do not fill, and rank: what resembles what they buy.
with

found as (

    select
        customer_id,
        product_number
    from {{ ref('varied_recommendations') }}
    where history = 'all' and target = 'new'

    union

    select
        customer_id,
        product_number
    from {{ ref('crowd_recommendations') }}

),

counted as (

    select
        customer_id,
        count(*) as n_found
    from found
    group by customer_id

),

bought as (

    select
        own.customer_id,
        own.product_number,
        {{ liking('own.decayed_orders') }} as liking
    from {{ ref('customer_products') }} as own
    left join counted on own.customer_id = counted.customer_id
    where own.history = 'all' and coalesce(counted.n_found, 0) < {{ setting('n_recommendations') }}

),

recommendable as (

    select
        recommendable.product_number,
        terms.term_number,
        terms.kind,
        terms.term,
        terms.weight
    from {{ ref('recommendable_products') }} as recommendable
    inner join {{ ref('product_terms') }} as terms on recommendable.product_number = terms.product_number

),

liked as (

    select
        bought.customer_id,
        terms.term_number,
        sum(cast(bought.liking * terms.weight as decimal(18, 9))) as liking
    from bought
    inner join {{ ref('product_terms') }} as terms on bought.product_number = terms.product_number
    group by bought.customer_id, terms.term_number

),

parts as (

    select
        liked.customer_id,
        recommendable.product_number,
        recommendable.kind,
        recommendable.term,
        cast(cast(liked.liking as double) * recommendable.weight as decimal(18, 9)) as part
    from liked
    inner join recommendable on liked.term_number = recommendable.term_number

),

candidates as (

    select
        parts.customer_id,
        parts.product_number,
        cast(sum(parts.part) as double) as score,
        max_by(parts.kind, (parts.part, parts.kind, parts.term)) as because_kind,
        max_by(parts.term, (parts.part, parts.kind, parts.term)) as because_term,
        round(cast(max(parts.part) as double) / cast(sum(parts.part) as double), 6) as because_share
    from parts
    anti join found on parts.customer_id = found.customer_id and parts.product_number = found.product_number
    anti join bought on parts.customer_id = bought.customer_id and parts.product_number = bought.product_number
    group by parts.customer_id, parts.product_number
    having sum(parts.part) > 0

),

allowed as (

    {{ not_withheld('candidates') }}

)

select
    customer_id,
    product_number,
    score,
    because_kind,
    because_term,
    because_share,
    cast(row_number() over (partition by customer_id order by score desc, product_number) as integer) as rank
from allowed
qualify rank <= 2 * {{ setting('n_recommendations') }}
