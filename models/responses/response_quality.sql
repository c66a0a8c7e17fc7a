-- One row per target, offer kind, method and metric, on campaigns or customers that were not learned from.
with

metrics as (select * from {{ ref('response_metrics') }}),

intervals as (select * from {{ ref('response_intervals') }}),

sizes as (

    select
        target,
        offer_kind,
        method,
        max(all_cases) as n_contacts,
        max(all_responses) as n_responses
    from {{ ref('response_curves') }}
    where purpose = 'test'
    group by target, offer_kind, method

),

-- One method answers for all offer kinds of the target response; of uplift each kind has its own.
chosen as (

    select distinct
        target,
        case when target = 'response' then 'all' else offer_kind end as offer_kind,
        method
    from {{ ref('response_predictions') }}
    where purpose = 'now'

)

select
    metrics.method,
    metrics.target,
    metrics.offer_kind,
    metrics.metric,
    metrics.value,
    least(intervals.ci_low, metrics.value) as ci_low,
    greatest(intervals.ci_high, metrics.value) as ci_high,
    chosen.method is not null as is_chosen,
    before.value as value_before,
    cast(sizes.n_contacts as bigint) as n_contacts,
    cast(sizes.n_responses as bigint) as n_responses
from metrics
inner join sizes on metrics.target = sizes.target and metrics.offer_kind = sizes.offer_kind and metrics.method = sizes.method
left join metrics as before
    on
        metrics.target = before.target
        and metrics.offer_kind = before.offer_kind
        and metrics.method = before.method
        and metrics.metric = before.metric
        and before.purpose = 'choice'
left join intervals
    on
        metrics.target = intervals.target
        and metrics.offer_kind = intervals.offer_kind
        and metrics.method = intervals.method
        and metrics.metric = intervals.metric
left join chosen on metrics.target = chosen.target and metrics.offer_kind = chosen.offer_kind and metrics.method = chosen.method
where metrics.purpose = 'test'
