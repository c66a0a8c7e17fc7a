-- One row per offer in force and channel: when it is valid, what a contact costs and how many take notice.
-- depends_on: {{ ref('product_lists') }}
{{ check_offers() }}
with

offers as (select * from {{ ref('offers') }}),

channels as (select * from {{ ref('channels') }}),

stocks as (select * from {{ ref('list_stocks') }}),

today as (select * from {{ ref('today') }}),

-- An offer begins on the day after as_of, or later where the marketer says so.
dated as (

    select
        offers.*,
        greatest(cast({{ dbt.dateadd('day', 1, 'today.as_of') }} as date), offers.starts_on) as valid_from
    from offers
    cross join today

),

ended as (

    select
        *,
        least(cast({{ dbt.dateadd('day', 'valid_days - 1', 'valid_from') }} as date), ends_on) as valid_to
    from dated

),

by_channel as (

    select
        *,
        unnest(string_split(channels, '|')) as channel
    from ended
    where valid_to >= valid_from

)

select
    by_channel.offer_id,
    by_channel.channel,
    by_channel.offer_id || '_' || strftime(today.as_of, '%Y%m%d') as campaign_id,
    by_channel.offer_kind,
    by_channel.name as offer_name,
    by_channel.name_zh as offer_name_zh,
    by_channel.recommends,
    by_channel.product_list,
    by_channel.discount,
    by_channel.margin,
    by_channel.assumed_lift,
    by_channel.valid_from,
    by_channel.valid_to,
    {{ dbt.datediff('by_channel.valid_from', 'by_channel.valid_to', 'day') }} + 1 as valid_days,
    by_channel.segments,
    by_channel.not_segments,
    by_channel.stages,
    by_channel.top_value_share,
    case
        when by_channel.product_list is not null and stocks.list_name is null then 0
        else least(by_channel.max_uses, stocks.n_units)
    end as max_uses,
    by_channel.min_audience,
    by_channel.exclusive_group,
    channels.cost_per_contact,
    channels.reach,
    coalesce(channels.quiet_days, 0) as quiet_days
from by_channel
inner join channels on by_channel.channel = channels.channel
left join stocks on by_channel.product_list = stocks.list_name
cross join today
