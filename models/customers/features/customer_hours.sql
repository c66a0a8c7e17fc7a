-- One row per customer with a basket: in which parts of the shop's day and week they come.
with

baskets as (

    select
        customer_id,
        {{ local_hour('ordered_at') }} as hour_of_day,
        {{ week_day('ordered_on') }} as day_of_week
    from {{ ref('baskets') }}
    where customer_id is not null

)

select
    customer_id,
    cast(count(*) filter (where hour_of_day < 6) as double) / count(*) as night_share,
    cast(count(*) filter (where hour_of_day between 6 and 11) as double) / count(*) as morning_share,
    cast(count(*) filter (where hour_of_day between 12 and 17) as double) / count(*) as afternoon_share,
    cast(count(*) filter (where hour_of_day >= 18) as double) / count(*) as evening_share,
    cast(count(*) filter (where day_of_week >= 6) as double) / count(*) as weekend_share
from baskets
group by customer_id
