-- One row per contact to be made: the day and the hour to send it, by the customer's own cycle and pattern.
with

contacts as (select * from {{ ref('contact_windows') }}),

preferred_times as (select * from {{ ref('preferred_times') }}),

hours as (

    select *
    from preferred_times
    where kind = 'hour'
    qualify row_number() over (partition by customer_id order by share desc, value) = 1

),

offsets as (

    select
        *,
        {{ each_of(numbers_to(dbt.datediff('valid_from', 'valid_to', 'day'))) }} as days_on
    from contacts

),

dated as (

    select
        *,
        cast({{ dbt.dateadd('day', 'cast(days_on as integer)', 'valid_from') }} as date) as send_on
    from offsets

),

-- Each day of the offer, how far from the best ones, and how much of the customer's shopping falls on that day of the week.
days as (

    select
        dated.*,
        {{ week_day('dated.send_on') }} as weekday,
        greatest(
            {{ dbt.datediff('dated.send_on', 'dated.best_from', 'day') }}, {{ dbt.datediff('dated.best_to', 'dated.send_on', 'day') }}, 0
        ) as n_days_off,
        coalesce(preferred_times.share, 0) as weekday_share
    from dated
    left join preferred_times
        on
            dated.customer_id = preferred_times.customer_id
            and preferred_times.kind = 'weekday'
            and {{ week_day('dated.send_on') }} = preferred_times.value

),

-- Contact after contact of a customer: never two on a day, nor two by a channel within its quiet days, where that can be.
{% for place in range(1, setting('max_offers_per_customer') + 1) %}
sent_{{ place }} as (

    {% if place == 1 %}
    select
        *,
        true as is_apart
    from days
    where place = 1
    {% else %}
    select
        days.*,
        not exists (
            select 1 from ({% for earlier in range(1, place) %}select * from sent_{{ earlier }}{{ ' union all ' if not loop.last }}{% endfor %}) as sent
            where
                days.customer_id = sent.customer_id
                and abs({{ dbt.datediff('days.send_on', 'sent.send_on', 'day') }})
                < case when days.channel = sent.channel then greatest(days.quiet_days, 1) else 1 end
        ) as is_apart
    from days
    where days.place = {{ place }}
    {% endif %}
    qualify row_number() over (
        partition by customer_id, campaign_id order by is_apart desc, n_days_off, weekday_share desc, send_on
    ) = 1

),

{% endfor %}
sent as (

    {% for place in range(1, setting('max_offers_per_customer') + 1) %}
    select * from sent_{{ place }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Who was pushed off their best days has the pattern alone to thank for the day.
explained as (

    select
        sent.*,
        case when sent.n_days_off = 0 then sent.timed_by else 'pattern' end as sent_by,
        hours.value as send_hour,
        hours.share as hour_share,
        coalesce(hours.n_baskets, 0) as n_baskets,
        coalesce(hours.own_weight, 0) as own_weight,
        hours.pattern
    from sent
    left join hours on sent.customer_id = hours.customer_id

)

select
    customer_id,
    campaign_id,
    offer_id,
    channel,
    send_on,
    cast(weekday as integer) as send_weekday,
    send_hour,
    sent_by as timed_by,
    due_on,
    weekday_share,
    hour_share,
    cast(n_baskets as bigint) as n_baskets,
    own_weight,
    pattern,
    case sent_by
        when 'due' then 'Before ' || due_on || ', when a product of it is due'
        when 'overdue' then 'At once, as a product of it was due on ' || due_on
        when 'cycle' then 'Before ' || due_on || ', when the customer is expected next'
        else 'On a day of the week with ' || cast(cast(round(100 * weekday_share) as integer) as varchar) || ' % of the baskets'
    end
    || coalesce(
        ', at the hour with most of them (' || cast(cast(round(100 * hour_share) as integer) as varchar) || ' %, by '
        || case pattern
            when 'own' then 'their own ' || n_baskets || ' baskets'
            when 'segment' then 'those of their segment'
            else 'those of everyone'
        end || ')', ''
    ) || '.' as reason
from explained
