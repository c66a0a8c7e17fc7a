-- One row per customer with a basket: how often they come, how regularly, and whether it becomes more or less.
with

baskets as (select * from {{ ref('baskets') }} where customer_id is not null),

today as (select * from {{ ref('today') }}),

days as (

    select
        customer_id,
        ordered_on,
        count(*) as n_baskets
    from baskets
    group by customer_id, ordered_on

),

gaps as (

    select
        days.customer_id,
        days.ordered_on,
        days.n_baskets,
        {{ dbt.datediff(
            'lag(days.ordered_on) over (partition by days.customer_id order by days.ordered_on)', 'days.ordered_on', 'day'
        ) }} as gap,
        {{ dbt.datediff('days.ordered_on', 'today.as_of', 'day') }} as age
    from days
    cross join today

),

-- Sums of whole numbers, so that neither threads nor the order of rows can change a digit.
counted as (

    select
        customer_id,
        sum(n_baskets) as frequency,
        count(*) as n_days,
        count(gap) as n_gaps,
        sum(gap) as gaps,
        sum(gap * gap) as squared_gaps,
        max(age) as first_age,
        coalesce(sum(n_baskets) filter (where age < {{ setting('trend_days') }}), 0) as n_recent,
        coalesce(sum(n_baskets) filter (where age >= {{ setting('trend_days') }} and age < {{ 2 * setting('trend_days') }}), 0) as n_before
    from gaps
    group by customer_id

)

select
    customer_id,
    frequency,
    n_days,
    cast(gaps as double) / nullif(n_gaps, 0) as mean_days_between_orders,
    case
        when n_gaps >= 2
            then sqrt(cast(n_gaps * squared_gaps - gaps * gaps as double) / (n_gaps * (n_gaps - 1))) / (cast(gaps as double) / n_gaps)
    end as gap_variation,
    n_recent as orders_last_quarter,
    n_before as orders_quarter_before,
    case
        when first_age >= {{ setting('trend_days') }}
            then coalesce(cast(n_recent - n_before as double) / nullif(n_recent + n_before, 0), 0)
    end as trend
from counted
