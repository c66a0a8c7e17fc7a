-- One row per feature: how its values become comparable with those of the others. With it SQL can place a new customer.
{% set tail = setting('segment_clip') %}
with

sample as (select * from {{ ref('segment_features') }} where is_fitted_on),

values_of as (

    {% for feature in setting('segment_features') %}
    select
        {{ loop.index }} as feature_number,
        '{{ feature }}' as feature,
        {{ 'true' if is_skewed(feature) else 'false' }} as is_log,
        {{ levelled(feature) }} as value
    from sample
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

bounds as (

    select
        feature_number,
        feature,
        is_log,
        coalesce(percentile_disc({{ tail }}) within group (order by value), 0) as lower_bound,
        coalesce(percentile_disc({{ 1 - tail }}) within group (order by value), 0) as upper_bound,
        coalesce(percentile_disc(0.5) within group (order by value), 0) as missing_value
    from values_of
    group by feature_number, feature, is_log

),

held as (

    select
        bounds.*,
        least(
            greatest(coalesce(values_of.value, bounds.missing_value), bounds.lower_bound), bounds.upper_bound
        ) as value
    from values_of
    inner join bounds on values_of.feature_number = bounds.feature_number

),

means as (

    select
        feature_number,
        round({{ exact_mean('value') }}, 9) as mean
    from held
    group by feature_number

),

deviations as (

    select
        held.feature_number,
        round(sqrt({{ exact_mean('(held.value - means.mean) * (held.value - means.mean)') }}), 9) as standard_deviation
    from held
    inner join means on held.feature_number = means.feature_number
    group by held.feature_number

)

-- What hardly differs must not weigh as much as what does.
select
    bounds.feature_number,
    bounds.feature,
    bounds.is_log,
    bounds.lower_bound,
    bounds.upper_bound,
    bounds.missing_value,
    means.mean,
    deviations.standard_deviation,
    greatest(
        deviations.standard_deviation,
        case when bounds.is_log then {{ setting('min_log_spread') }} else {{ setting('min_share_spread') }} end
    ) as spread
from bounds
inner join means on bounds.feature_number = means.feature_number
inner join deviations on bounds.feature_number = deviations.feature_number
