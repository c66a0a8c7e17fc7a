-- One row per segment and offer of the plan: its share of the contacts to be made, and how many logged decisions could have made it.
with

decisions as (select * from {{ ref('logged_decisions') }}),

planned as (

    select
        segment,
        offer_id,
        count(*) as n_planned
    from {{ ref('campaign_plan') }}
    where not is_holdout
    group by segment, offer_id

),

-- A campaign could have made the offers that it made to somebody, also to customers whom it did not choose: those chosen stand for them.
made as (

    select distinct
        campaign_id,
        offer_id
    from decisions
    where offer_id <> 'none'

),

possible as (

    select
        decisions.segment,
        made.offer_id,
        {{ ordered_sum('1 / decisions.choice_propensity', 'decisions.campaign_id, decisions.customer_id') }} as n_possible,
        count(*) filter (where decisions.offer_id = made.offer_id) as n_made
    from decisions
    inner join made on decisions.campaign_id = made.campaign_id
    group by decisions.segment, made.offer_id

)

select
    planned.segment,
    planned.offer_id,
    planned.n_planned,
    cast(planned.n_planned as double) / sum(planned.n_planned) over () as planned_share,
    coalesce(possible.n_possible, 0) as n_possible,
    coalesce(possible.n_made, 0) as n_made,
    sum(case when possible.n_made > 0 then planned.n_planned else 0 end) over ()
    / cast(sum(planned.n_planned) over () as double) as support
from planned
left join possible on planned.segment = possible.segment and planned.offer_id = possible.offer_id
