-- One row per past contact whose answers are all in (with an offer, or held out), and per customer as of now: who, when, and how it ended.
with

results as (select * from {{ ref('contact_results') }}),

today as (select * from {{ ref('today') }}),

offers as (select * from {{ ref('offers') }}),

-- Before the shop's first order nothing is known of anybody.
windows as (

    select windows.*
    from {{ ref('campaign_windows') }} as windows
    inner join today on windows.counts_until <= today.as_of
    where windows.starts_on > (select min(order_lines.ordered_on) from {{ ref('stg_order_lines') }} as order_lines)

),

-- Arms that are not as planned were not drawn as one thinks, so that they show no uplift.
splits as (

    select
        campaign_id,
        n_treatment,
        n_control
    from {{ ref('campaign_splits') }}
    where n_control > 0 and coalesce(split_p_value, 1) >= {{ setting('max_split_p_value') }}

),

-- What a customer is reached by now: the channel of most contacts.
usual as (

    select
        channel,
        row_number() over (order by count(*) desc, channel) as place
    from results
    group by channel

)

select
    'past' as history,
    results.campaign_id,
    results.customer_id,
    windows.starts_on,
    windows.counts_until,
    coalesce(offers.offer_kind, results.offer_id) as offer_kind,
    results.channel,
    results.arm = 'treatment' as is_treated,
    results.has_participated as has_responded,
    -- Each arm of a campaign counts as half of it, whatever their sizes.
    cast(
        cast(splits.n_treatment + splits.n_control as double)
        / (2 * case when results.arm = 'treatment' then splits.n_treatment else splits.n_control end) as decimal(18, 9)
    ) as arm_weight,
    {{ hash_share(["'response case'", 'results.campaign_id', 'results.customer_id']) }} as case_share,
    {{ hash_share(["'uplift'", 'results.customer_id']) }} as customer_share
from results
inner join windows on results.campaign_id = windows.campaign_id
left join splits on results.campaign_id = splits.campaign_id
left join offers on results.offer_id = offers.offer_id

union all

select
    'now' as history,
    'none' as campaign_id,
    customers.customer_id,
    cast({{ dbt.dateadd('day', 1, 'today.as_of') }} as date) as starts_on,
    cast(null as date) as counts_until,
    cast(null as varchar) as offer_kind,
    usual.channel,
    true as is_treated,
    cast(null as boolean) as has_responded,
    cast(null as decimal(18, 9)) as arm_weight,
    cast(null as double) as case_share,
    cast(null as double) as customer_share
from {{ ref('customer_features') }} as customers
cross join today
left join usual on usual.place = 1
