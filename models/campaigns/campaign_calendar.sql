-- One row per week, campaign and channel: what is sent and what it is worth, to how many in time, and whether it is the season.
with

sent as (

    select
        times.*,
        plan.offer_kind,
        plan.offer_name,
        plan.offer_name_zh,
        plan.product_ids,
        plan.cost,
        plan.expected_value,
        cast({{ dbt.dateadd('day', '1 - times.send_weekday', 'times.send_on') }} as date) as week_starts_on
    from {{ ref('contact_times') }} as times
    inner join {{ ref('campaign_plan') }} as plan
        on times.customer_id = plan.customer_id and times.campaign_id = plan.campaign_id

),

offered as (

    select
        week_starts_on,
        campaign_id,
        channel,
        {{ each_of('product_ids') }} as product_id
    from sent

),

-- As often as the year's mean, over all products offered: 1 in no season, above it in season.
seasons as (

    select
        offered.week_starts_on,
        offered.campaign_id,
        offered.channel,
        ({{ exact_mean('seasons.week_share') }}) / nullif({{ exact_mean('seasons.year_share') }}, 0) as season_index
    from offered
    inner join {{ ref('products') }} as products on offered.product_id = products.product_id
    inner join {{ ref('category_seasons') }} as seasons
        on offered.week_starts_on = seasons.week_starts_on and products.category = seasons.category
    group by offered.week_starts_on, offered.campaign_id, offered.channel

),

hours as (

    select
        week_starts_on,
        campaign_id,
        channel,
        send_hour
    from sent
    where send_hour is not null
    group by week_starts_on, campaign_id, channel, send_hour
    qualify row_number() over (partition by week_starts_on, campaign_id, channel order by count(*) desc, send_hour) = 1

),

summed as (

    select
        week_starts_on,
        campaign_id,
        channel,
        max(offer_id) as offer_id,
        max(offer_kind) as offer_kind,
        max(offer_name) as offer_name,
        max(offer_name_zh) as offer_name_zh,
        min(send_on) as first_sent_on,
        max(send_on) as last_sent_on,
        count(*) as n_contacts,
        count(*) filter (where timed_by in ('due', 'overdue')) as n_due,
        count(*) filter (where timed_by = 'cycle') as n_expected,
        sum(cost) as cost,
        sum(expected_value) as expected_value
    from sent
    group by week_starts_on, campaign_id, channel

)

select
    summed.week_starts_on,
    summed.campaign_id,
    summed.channel,
    summed.offer_id,
    summed.offer_kind,
    summed.offer_name,
    summed.offer_name_zh,
    summed.first_sent_on,
    summed.last_sent_on,
    hours.send_hour as usual_hour,
    summed.n_contacts,
    summed.n_due,
    summed.n_expected,
    cast(summed.cost as {{ column_type('money') }}) as cost,
    cast(summed.expected_value as {{ column_type('money') }}) as expected_value,
    seasons.season_index,
    summed.n_contacts || case when summed.n_contacts = 1 then ' contact' else ' contacts' end
    || case when summed.n_due > 0 then ', ' || summed.n_due || ' for what is due' else '' end
    || case when summed.n_expected > 0 then ', ' || summed.n_expected || ' before the customer is expected' else '' end
    || case
        when seasons.season_index is null then '; there is no year of history to tell the season by.'
        else
            '; in this week a year before, such products were bought ' || cast(cast(seasons.season_index as decimal(9, 2)) as varchar)
            || ' times as much as in the whole year.'
    end as in_words
from summed
left join seasons
    on
        summed.week_starts_on = seasons.week_starts_on
        and summed.campaign_id = seasons.campaign_id
        and summed.channel = seasons.channel
left join hours
    on
        summed.week_starts_on = hours.week_starts_on
        and summed.campaign_id = hours.campaign_id
        and summed.channel = hours.channel
