-- One row per response (equal ones are one), with its status: only those that are counted count for their campaign.
with

responses as (

    select
        *,
        {{ local_day('occurred_at') }} as responded_on
    from {{ ref('stg_responses') }}

),

windows as (select * from {{ ref('campaign_windows') }}),

contacts as (select * from {{ ref('stg_contacts') }}),

kinds as (

    {{ words_about('response') }}

),

judged as (

    select
        responses.campaign_id,
        responses.customer_id,
        responses.response_type,
        coalesce(kinds.meaning, 'unknown') as response_kind,
        responses.occurred_at,
        responses.responded_on,
        responses.value,
        responses.product_id,
        responses.n_rows,
        case
            when contacts.customer_id is null then 'never contacted'
            when responses.responded_on < windows.starts_on then 'before the campaign'
            when responses.responded_on > windows.counts_until then 'late'
            else 'counted'
        end as status
    from responses
    inner join windows on responses.campaign_id = windows.campaign_id
    left join contacts on responses.campaign_id = contacts.campaign_id and responses.customer_id = contacts.customer_id
    left join kinds on {{ folded('responses.response_type') }} = kinds.word

)

-- The first of a kind counts.
select
    campaign_id,
    customer_id,
    response_type,
    response_kind,
    response_kind in ('open', 'click', 'redeem') as is_participation,
    occurred_at,
    responded_on,
    n_rows,
    case
        when
            status = 'counted'
            and row_number() over (
                partition by campaign_id, customer_id, response_kind, status
                order by occurred_at, response_type, value, product_id
            ) > 1
            then 'repeated'
        else status
    end as status
from judged
