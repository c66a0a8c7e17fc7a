-- One row per limit that the contacts of a plan share: a budget, a stock of an offer, or an audience that it needs.
with

offers as (

    select distinct
        offer_id,
        max_uses,
        min_audience
    from {{ ref('offer_terms') }}

),

channels as (select * from {{ ref('channels') }})

select
    'budget' as constraint_name,
    'budget' as limit_kind,
    cast(null as varchar) as offer_id,
    cast(null as varchar) as channel,
    cast({{ setting('plan_budget') if setting('plan_budget') is number else 'null' }} as {{ column_type('money') }}) as limit_value
union all
select
    'budget of ' || channel as constraint_name,
    'channel_budget' as limit_kind,
    null as offer_id,
    channel,
    budget as limit_value
from channels
where budget is not null
union all
select
    'uses of ' || offer_id as constraint_name,
    'uses' as limit_kind,
    offer_id,
    null as channel,
    cast(max_uses as {{ column_type('money') }}) as limit_value
from offers
where max_uses is not null
union all
select
    'audience of ' || offer_id as constraint_name,
    'audience' as limit_kind,
    offer_id,
    null as channel,
    cast(min_audience as {{ column_type('money') }}) as limit_value
from offers
where min_audience is not null
