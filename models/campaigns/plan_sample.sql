-- One row per candidate worth making of the customers, sampled by hash, that the limits of the plan are priced on.
with

candidates as (select * from {{ ref('plan_candidates') }} where expected_value > 0),

customers as (

    select
        customer_id,
        row_number() over (order by {{ hash_share(["'plan'", 'customer_id']) }}, customer_id) as place,
        count(*) over () as n_customers
    from (select distinct customer_id from candidates) as candidates

),

sampled as (

    select
        customer_id,
        place,
        cast(least(n_customers, {{ var('max_priced_customers') }}) as double) / n_customers as sample_share
    from customers
    where place <= {{ var('max_priced_customers') }}

)

select
    sampled.place as customer_number,
    sampled.sample_share,
    candidates.offer_id,
    candidates.channel,
    candidates.product_set,
    candidates.exclusive_group,
    candidates.n_allowed,
    candidates.cost,
    candidates.expected_value
from candidates
inner join sampled on candidates.customer_id = sampled.customer_id
