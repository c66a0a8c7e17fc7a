-- One row per campaign and customer that it is measured on: those contacted, those held out, and, where nobody was, the others.
with

windows as (select * from {{ ref('campaign_windows') }}),

contacts as (select * from {{ ref('stg_contacts') }}),

contacted as (select distinct campaign_id from contacts),

-- Who had bought before the campaign began and was not chosen for it.
known as (

    select
        customer_id,
        min(ordered_on) as first_on
    from {{ ref('stg_order_lines') }}
    where quantity > 0 and customer_id is not null
    group by customer_id

),

others as (

    select
        windows.campaign_id,
        known.customer_id
    from windows
    semi join contacted on windows.campaign_id = contacted.campaign_id
    inner join known on windows.starts_on > known.first_on
    anti join contacts on windows.campaign_id = contacts.campaign_id and known.customer_id = contacts.customer_id
    where not windows.has_control

)

select
    campaign_id,
    customer_id,
    coalesce(arm, 'treatment') as arm,
    -- Of those chosen.
    case
        when arm = 'control' then 1 - propensity / coalesce(choice_propensity, 1)
        else propensity / coalesce(choice_propensity, 1)
    end as planned_share
from contacts
union all
select
    campaign_id,
    customer_id,
    'not contacted' as arm,
    cast(null as double) as planned_share
from others
-- All campaigns together.
union all
select
    windows.campaign_id,
    global_arms.customer_id,
    global_arms.arm,
    cast(null as double) as planned_share
from {{ ref('global_arms') }} as global_arms
inner join windows on windows.campaign_id = '{{ all_campaigns() }}'
