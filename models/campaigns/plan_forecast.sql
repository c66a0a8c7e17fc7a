-- One row per metric and method: what a contact of this build's plan is to bring, judged by what logged contacts brought.
{% set reach = normal_quantile(1 - (1 - setting('confidence_level')) / 2) %}
with

forecast_terms as (select * from {{ ref('forecast_terms') }}),

strata as (select * from {{ ref('forecast_strata') }}),

plans as (

    select
        cast(coalesce(sum(n_planned), 0) as bigint) as n_planned,
        coalesce(max(support), 0) as support
    from strata

),

stratum_weights as (

    select
        metric,
        segment,
        offer_id,
        {{ ordered_sum('weight', 'campaign_id, customer_id') }} as weight,
        {{ ordered_sum('weight * predicted', 'campaign_id, customer_id') }} as predicted
    from forecast_terms
    group by metric, segment, offer_id

),

-- A contact of large weight draws what is foretold towards itself: how far it would be off without it is what counts for the error.
terms as (

    select
        forecast_terms.*,
        forecast_terms.weight * (forecast_terms.outcome - forecast_terms.predicted)
        / greatest(1 - forecast_terms.weight / stratum_weights.weight, 0.5) as deviation
    from forecast_terms
    inner join stratum_weights
        on
            forecast_terms.metric = stratum_weights.metric
            and forecast_terms.segment = stratum_weights.segment
            and forecast_terms.offer_id = stratum_weights.offer_id

),

sums as (

    select
        metric,
        count(*) as n_logged,
        {{ ordered_sum('weight', 'campaign_id, customer_id') }} as weights,
        {{ ordered_sum('weight * weight', 'campaign_id, customer_id') }} as squared_weights,
        {{ ordered_sum('weight * outcome', 'campaign_id, customer_id') }} as outcomes,
        {{ ordered_sum('power(weight * outcome, 2)', 'campaign_id, customer_id') }} as squared_outcomes,
        {{ ordered_sum('weight * weight * outcome', 'campaign_id, customer_id') }} as crossed_outcomes,
        {{ ordered_sum('weight * (outcome - predicted)', 'campaign_id, customer_id') }} as surprises,
        {{ ordered_sum('power(deviation, 2)', 'campaign_id, customer_id') }} as squared_surprises
    from terms
    group by metric

),

-- What is foretold of the whole plan, whoever was contacted: both halves' predictions, each as often as its half was used.
foretold as (

    select
        stratum_weights.metric,
        {{ ordered_sum(
            'strata.planned_share / strata.support * stratum_weights.predicted / stratum_weights.weight', 'strata.segment, strata.offer_id'
        ) }} as predicted
    from stratum_weights
    inner join strata on stratum_weights.segment = strata.segment and stratum_weights.offer_id = strata.offer_id
    group by stratum_weights.metric

),

estimates as (

    select
        sums.metric,
        methods.method,
        sums.n_logged,
        power(sums.weights, 2) / sums.squared_weights as effective_sample_size,
        case methods.method
            when 'inverse propensity' then sums.outcomes
            when 'self-normalised' then sums.outcomes / sums.weights
            else foretold.predicted + sums.surprises
        end as value,
        sqrt(greatest(case methods.method
            when 'inverse propensity' then sums.squared_outcomes
            when 'self-normalised'
                then
                    (
                        sums.squared_outcomes - 2 * sums.outcomes / sums.weights * sums.crossed_outcomes
                        + power(sums.outcomes / sums.weights, 2) * sums.squared_weights
                    ) / power(sums.weights, 2)
            else sums.squared_surprises
        end, 0)) as standard_error
    from sums
    inner join foretold on sums.metric = foretold.metric
    cross join (values ('inverse propensity'), ('self-normalised'), ('doubly robust')) as methods (method)

)

select
    metrics.metric,
    methods.method,
    plans.n_planned,
    coalesce(estimates.n_logged, 0) as n_logged,
    coalesce(estimates.effective_sample_size, 0) as effective_sample_size,
    plans.support,
    estimates.value,
    estimates.standard_error,
    estimates.value - {{ reach }} * estimates.standard_error as ci_low,
    estimates.value + {{ reach }} * estimates.standard_error as ci_high,
    estimates.value * plans.n_planned as total,
    case
        when
            coalesce(estimates.effective_sample_size, 0) < {{ setting('min_arm_customers') }}
            or plans.support < {{ exact(setting('min_plan_support')) }}
            then 'not enough support'
        else 'supported'
    end as verdict
from (values ('participation'), ('conversion'), ('revenue'), ('margin')) as metrics (metric)
cross join (values ('inverse propensity'), ('self-normalised'), ('doubly robust')) as methods (method)
cross join plans
left join estimates on metrics.metric = estimates.metric and methods.method = estimates.method
