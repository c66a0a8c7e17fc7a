-- One row per candidate that some weight of the long term makes worth making, of the customers that limits are priced on.
-- Five programmes of half the customers take about as long as the one of all.
{% set n_weighed = (setting('max_priced_customers') + 1) // 2 %}
with

candidates as (

    select *
    from {{ ref('plan_candidates') }}
    where expected_value > 0 or short_term_value > 0 or long_term_value > 0

),

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
        cast(least(n_customers, {{ setting('max_priced_customers') }}) as double) / n_customers as sample_share,
        case when place <= {{ n_weighed }} then cast(least(n_customers, {{ n_weighed }}) as double) / n_customers end as tradeoff_share
    from customers
    where place <= {{ setting('max_priced_customers') }}

)

select
    sampled.place as customer_number,
    sampled.sample_share,
    sampled.tradeoff_share,
    candidates.offer_id,
    candidates.channel,
    candidates.product_set,
    candidates.exclusive_group,
    candidates.n_allowed,
    candidates.cost,
    candidates.short_term_value,
    candidates.long_term_value,
    candidates.expected_value
from candidates
inner join sampled on candidates.customer_id = sampled.customer_id
