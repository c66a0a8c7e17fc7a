-- One row per customer with a basket and history: what the value models know of them (all days, or all but the last ones).
{% set horizon = setting('value_horizon_days') %}
with

baskets as (select * from {{ ref('baskets') }} where customer_id is not null),

today as (select * from {{ ref('today') }}),

-- Orders of one day are one visit: the models know no two at once.
days as (

    select
        baskets.customer_id,
        {{ dbt.datediff('baskets.ordered_on', 'today.as_of', 'day') }} as days_ago,
        sum(baskets.revenue) as revenue
    from baskets
    cross join today
    group by baskets.customer_id, days_ago

),

firsts as (

    select
        customer_id,
        max(days_ago) as first_days_ago
    from days
    group by customer_id

),

histories as (

    select
        'all' as history,
        0 as ends_days_ago
    union all
    select
        'calibration' as history,
        {{ horizon }} as ends_days_ago

)

select
    histories.history,
    days.customer_id,
    count(*) - 1 as n_repeats,
    (firsts.first_days_ago - min(days.days_ago)) / 7.0 as recency_weeks,
    (firsts.first_days_ago - histories.ends_days_ago) / 7.0 as age_weeks,
    cast(sum(days.revenue) filter (where days.days_ago < firsts.first_days_ago) as {{ column_type('money') }}) as repeat_revenue,
    cast(sum(days.revenue) as {{ column_type('money') }}) as revenue
from days
inner join firsts on days.customer_id = firsts.customer_id
inner join histories on days.days_ago >= histories.ends_days_ago
group by histories.history, histories.ends_days_ago, days.customer_id, firsts.first_days_ago
