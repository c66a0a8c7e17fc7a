-- One row per campaign, metric and segment (or all): intervals and p-values of the difference between the arms.
{% set upper = 1 - (1 - setting('confidence_level')) / 2 %}
with

estimates as (

    select
        *,
        cast(sum_treatment + sum_control as double) / (n_treatment + n_control) as pooled,
        {{ normal_quantile(upper) }} as z_end
    from (
        select * from {{ ref('effect_estimates') }}
        union all
        select * from {{ ref('ratio_estimates') }}
    ) as estimates

),

-- Shares of random arms: the pooled z test, and Newcombe's interval. All else: Welch's.
deviations as (

    select
        *,
        is_share and is_causal as is_counted,
        sqrt(greatest(pooled * (1 - pooled), 0) * (1 / cast(n_treatment as double) + 1 / cast(n_control as double))) as pooled_error,
        {{ t_quantile('z_end', 'degrees_of_freedom') }} * standard_error as reach,
        {{ t_quantile('z_end', 'adjusted_degrees_of_freedom') }} * adjusted_standard_error as adjusted_reach,
        abs(difference) / nullif(standard_error, 0) as t,
        abs(adjusted_difference) / nullif(adjusted_standard_error, 0) as adjusted_t
    from estimates

),

normal as (

    select
        *,
        case
            when is_counted then abs(difference) / nullif(pooled_error, 0)
            else {{ t_as_normal('t', 'degrees_of_freedom') }}
        end as z,
        {{ t_as_normal('adjusted_t', 'adjusted_degrees_of_freedom') }} as adjusted_z,
        {{ always_valid_reach('always_valid_standard_error', 'n_balanced', 1 - setting('confidence_level')) }} as always_valid_reach
    from deviations

)

select
    campaign_id,
    metric,
    segment,
    is_causal,
    is_share,
    n_treatment,
    n_control,
    treatment,
    control,
    difference,
    standard_error,
    case
        when is_counted then {{ newcombe_bound('sum_treatment', 'n_treatment', 'sum_control', 'n_control', -1, 'z_end') }}
        else difference - reach
    end as ci_low,
    case
        when is_counted then {{ newcombe_bound('sum_treatment', 'n_treatment', 'sum_control', 'n_control', 1, 'z_end') }}
        else difference + reach
    end as ci_high,
    2 * {{ normal_tail('z') }} as p_value,
    theta,
    rho_squared,
    adjusted_difference,
    adjusted_standard_error,
    adjusted_difference - adjusted_reach as adjusted_ci_low,
    adjusted_difference + adjusted_reach as adjusted_ci_high,
    2 * {{ normal_tail('adjusted_z') }} as adjusted_p_value,
    difference - always_valid_reach as always_valid_low,
    difference + always_valid_reach as always_valid_high,
    (z_end + {{ normal_quantile(setting('power')) }}) * standard_error as detectable_difference,
    expected_events
from normal
