-- One row per prediction of a past case: what was predicted, and what came of it.
with

predictions as (select * from {{ ref('response_predictions') }} where purpose <> 'now'),

cases as (select * from {{ ref('response_cases') }})

select
    predictions.target,
    predictions.offer_kind,
    predictions.method,
    predictions.purpose,
    predictions.campaign_id,
    predictions.customer_id,
    predictions.score,
    cases.is_treated,
    cases.has_responded,
    -- Of those held out of nothing each counts as one.
    case when predictions.target = 'response' then 1 else cases.arm_weight end as weight
from predictions
inner join cases
    on
        predictions.history = cases.history
        and predictions.campaign_id = cases.campaign_id
        and predictions.customer_id = cases.customer_id
