-- One row per campaign, metric and segment (or all): the difference between the arms, plain and adjusted, and its standard errors.
with

strata as (select * from {{ ref('stratum_differences') }}),

-- How what customers bought before foretells the metric, within arms and strata.
slopes as (

    select
        campaign_id,
        metric,
        segment,
        sum(n_treatment) as n_matched,
        {{ ordered_sum('products_treatment + products_control', 'stratum') }} as products,
        {{ ordered_sum('past_squares_treatment + past_squares_control', 'stratum') }} as past_squares,
        {{ ordered_sum('squares_treatment + squares_control', 'stratum') }} as squares
    from strata
    group by campaign_id, metric, segment

),

weighted as (

    select
        strata.*,
        cast(strata.n_treatment as double) / slopes.n_matched as weight,
        coalesce(slopes.products / nullif(slopes.past_squares, 0), 0) as theta,
        coalesce(power(slopes.products, 2) / nullif(slopes.past_squares * slopes.squares, 0), 0) as rho_squared
    from strata
    inner join slopes
        on strata.campaign_id = slopes.campaign_id and strata.metric = slopes.metric and strata.segment = slopes.segment

),

squared as (

    select
        *,
        squares_treatment - 2 * theta * products_treatment + theta * theta * past_squares_treatment as adjusted_squares_treatment,
        squares_control - 2 * theta * products_control + theta * theta * past_squares_control as adjusted_squares_control
    from weighted

),

errors as (

    select
        *,
        {{ variance_of_mean('squares_treatment', 'n_treatment') }} * weight * weight as variance_treatment,
        {{ variance_of_mean('squares_control', 'n_control') }} * weight * weight as variance_control,
        {{ variance_of_mean('adjusted_squares_treatment', 'n_treatment') }} * weight * weight as adjusted_variance_treatment,
        {{ variance_of_mean('adjusted_squares_control', 'n_control') }} * weight * weight as adjusted_variance_control
    from squared

),

-- What Welch (1947) and Satterthwaite (1946) divide the squared variance by for its degrees of freedom.
spreads as (

    select
        *,
        power(variance_treatment, 2) / nullif(n_treatment - 1, 0)
        + power(variance_control, 2) / nullif(n_control - 1, 0) as spread,
        power(adjusted_variance_treatment, 2) / nullif(n_treatment - 1, 0)
        + power(adjusted_variance_control, 2) / nullif(n_control - 1, 0) as adjusted_spread
    from errors

),

added as (

    select
        campaign_id,
        metric,
        segment,
        is_causal,
        theta,
        rho_squared,
        cast(sum(n_treatment) as bigint) as n_treatment,
        cast(sum(n_control) as bigint) as n_control,
        sum(sum_treatment) as sum_treatment,
        sum(sum_control) as sum_control,
        cast(sum(sum_treatment) as double) / sum(n_treatment) as treatment,
        {{ ordered_sum('n_treatment * control', 'stratum') }} / sum(n_treatment) as control,
        {{ ordered_sum('weight * (past_treatment - past_control)', 'stratum') }} as past_difference,
        {{ ordered_sum('variance_treatment + variance_control', 'stratum') }} as variance,
        {{ ordered_sum('spread', 'stratum') }} as spread,
        {{ ordered_sum('adjusted_variance_treatment + adjusted_variance_control', 'stratum') }} as adjusted_variance,
        {{ ordered_sum('adjusted_spread', 'stratum') }} as adjusted_spread
    from spreads
    group by campaign_id, metric, segment, is_causal, theta, rho_squared

)

-- The difference of shares that always-valid intervals stand on has two customers more in each arm, one with and one without
-- (Agresti and Caffo 2000), as zero is no spread.
select
    campaign_id,
    metric,
    segment,
    is_causal,
    metric in ('participation', 'conversion') as is_share,
    n_treatment,
    n_control,
    sum_treatment,
    sum_control,
    treatment,
    control,
    treatment - control as difference,
    sqrt(variance) as standard_error,
    power(variance, 2) / nullif(spread, 0) as degrees_of_freedom,
    theta,
    rho_squared,
    treatment - control - theta * past_difference as adjusted_difference,
    sqrt(adjusted_variance) as adjusted_standard_error,
    power(adjusted_variance, 2) / nullif(adjusted_spread, 0) as adjusted_degrees_of_freedom,
    case
        when metric in ('participation', 'conversion') and is_causal
            then sqrt(
                cast(sum_treatment + 1 as double) * cast(n_treatment - sum_treatment + 1 as double) / power(n_treatment + 2, 3)
                + cast(sum_control + 1 as double) * cast(n_control - sum_control + 1 as double) / power(n_control + 2, 3)
            )
        else sqrt(variance)
    end as always_valid_standard_error,
    cast(4 as double) * n_treatment * n_control / (n_treatment + n_control) as n_balanced,
    case
        when metric in ('participation', 'conversion')
            then
                least(
                    cast(sum_treatment + sum_control as double) / (n_treatment + n_control),
                    1 - cast(sum_treatment + sum_control as double) / (n_treatment + n_control)
                ) * least(n_treatment, n_control)
    end as expected_events
from added
