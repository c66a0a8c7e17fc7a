-- One row per customer, kind of time (a day of the week, an hour of the day) and value of it: baskets that they made then.
with

baskets as (

    select
        baskets.customer_id,
        segments.segment,
        {{ week_day('baskets.ordered_on') }} as weekday,
        {{ local_hour('baskets.ordered_at') }} as hour_of_day
    from {{ ref('baskets') }} as baskets
    inner join {{ ref('customer_segments') }} as segments on baskets.customer_id = segments.customer_id

)

{% for kind, column in [('weekday', 'weekday'), ('hour', 'hour_of_day')] %}
select
    customer_id,
    segment,
    '{{ kind }}' as kind,
    cast({{ column }} as integer) as value,
    count(*) as n_baskets
from baskets
group by customer_id, segment, {{ column }}
{{ 'union all' if not loop.last }}
{% endfor %}
