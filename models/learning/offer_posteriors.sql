-- One row per offer and segment (or all): what is believed of its response and of what a response is worth, and how surely.
{% set low = (1 - setting('confidence_level')) / 2 %}
with

parameters as (select * from {{ ref('offer_parameters') }}),

curves as (select * from {{ ref('beta_curves') }}),

ends as (

    select
        offer_id,
        segment,
        max(
            case when part = 'response' and share_from <= {{ low }} and share_to > {{ low }} then {{ curve_quantile('curves', low) }} end
        ) as response_low,
        max(
            case when part = 'response' and share_to > {{ 1 - low }} then {{ curve_quantile('curves', 1 - low) }} end
        ) as response_high,
        max(case when part = 'value' and share_to > {{ 1 - low }} then {{ curve_quantile('curves', 1 - low) }} end) as value_quantile
    from curves
    where
        (share_from <= {{ low }} and share_to > {{ low }})
        or (share_from <= {{ 1 - low }} and share_to > {{ 1 - low }})
    group by offer_id, segment

),

reached as (

    select
        parameters.*,
        ends.response_low,
        ends.response_high,
        {{ t_of_beta('ends.value_quantile', '2 * parameters.value_shape') }}
        * sqrt(parameters.value_rate / (parameters.value_shape * parameters.value_kappa)) as value_reach
    from parameters
    inner join ends on parameters.offer_id = ends.offer_id and parameters.segment = ends.segment

)

select
    offer_id,
    segment,
    n_contacts,
    n_responses,
    alpha,
    beta,
    alpha / (alpha + beta) as mean,
    response_low as ci_low,
    response_high as ci_high,
    value_mean,
    value_mean - value_reach as value_low,
    value_mean + value_reach as value_high,
    value_kappa,
    value_shape,
    value_rate,
    alpha / (alpha + beta) * value_mean as worth
from reached
