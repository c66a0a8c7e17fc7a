-- One row per campaign with a control arm, ratio, segment (or all) and arm: the sums that a ratio and its variance are made from.
with

results as (

    select results.*
    from {{ ref('contact_results') }} as results
    semi join {{ ref('controlled_contacts') }} as controlled on results.campaign_id = controlled.campaign_id

),

-- Of each customer a numerator and a denominator, wide enough for the square of the best customer's revenue.
measured as (

    select
        campaign_id,
        segment,
        arm,
        'average_basket' as metric,
        cast(revenue as decimal(38, 4)) as numerator,
        cast(n_orders as decimal(38, 4)) as denominator
    from results
    union all
    select
        campaign_id,
        segment,
        arm,
        'redemption_per_open' as metric,
        cast(has_opened and has_redeemed as integer) as numerator,
        cast(has_opened as integer) as denominator
    from results

),

scoped as (

    select * from measured
    union all
    select
        campaign_id,
        'all' as segment,
        arm,
        metric,
        numerator,
        denominator
    from measured

)

select
    campaign_id,
    metric,
    segment,
    arm,
    count(*) as n_customers,
    sum(numerator) as sum_numerator,
    sum(denominator) as sum_denominator,
    sum(numerator * numerator) as sum_numerator_squared,
    sum(denominator * denominator) as sum_denominator_squared,
    sum(numerator * denominator) as sum_products
from scoped
group by campaign_id, metric, segment, arm
