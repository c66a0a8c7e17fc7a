-- One row per campaign with a control arm, ratio and segment (or all): the difference between the arms and its standard error.
with

results as (

    select results.*
    from {{ ref('contact_results') }} as results
    semi join {{ ref('controlled_contacts') }} as controlled on results.campaign_id = controlled.campaign_id

),

-- Of each customer a numerator and a denominator, wide enough for the square of the best customer's revenue.
measured as (

    select
        campaign_id,
        segment,
        arm,
        'average_basket' as metric,
        cast(revenue as decimal(38, 4)) as numerator,
        cast(n_orders as decimal(38, 4)) as denominator
    from results
    union all
    select
        campaign_id,
        segment,
        arm,
        'redemption_per_open' as metric,
        cast(has_opened and has_redeemed as integer) as numerator,
        cast(has_opened as integer) as denominator
    from results

),

-- Each customer counts in all and in the segment that they were in.
sums as (

    select
        campaign_id,
        metric,
        coalesce(segment, 'all') as segment,
        arm,
        count(*) as n_customers,
        sum(numerator) as sum_numerator,
        sum(denominator) as sum_denominator,
        sum(numerator * numerator) as sum_numerator_squared,
        sum(denominator * denominator) as sum_denominator_squared,
        sum(numerator * denominator) as sum_products
    from measured
    group by campaign_id, metric, arm, rollup(segment)
    having sum(denominator) > 0

),

-- The delta method: a ratio varies as the mean of (numerator - ratio * denominator) / mean denominator does.
ratios as (

    select
        *,
        cast(sum_numerator as double) / cast(sum_denominator as double) as ratio,
        {{ centred('sum_numerator_squared', 'sum_numerator', 'sum_numerator', 'n_customers') }} as numerator_squares,
        {{ centred('sum_denominator_squared', 'sum_denominator', 'sum_denominator', 'n_customers') }} as denominator_squares,
        {{ centred('sum_products', 'sum_numerator', 'sum_denominator', 'n_customers') }} as products
    from sums

),

arms as (

    select
        *,
        {{ variance_of_mean(
            '(numerator_squares - 2 * ratio * products + ratio * ratio * denominator_squares)', 'n_customers'
        ) }} / power(cast(sum_denominator as double) / n_customers, 2) as variance
    from ratios

)

-- The columns of effect_estimates; the past adjusts no ratio.
select
    treatment.campaign_id,
    treatment.metric,
    treatment.segment,
    true as is_causal,
    false as is_share,
    treatment.n_customers as n_treatment,
    control.n_customers as n_control,
    treatment.sum_numerator as sum_treatment,
    control.sum_numerator as sum_control,
    treatment.ratio as treatment,
    control.ratio as control,
    treatment.ratio - control.ratio as difference,
    sqrt(treatment.variance + control.variance) as standard_error,
    power(treatment.variance + control.variance, 2) / nullif(
        power(treatment.variance, 2) / nullif(treatment.n_customers - 1, 0)
        + power(control.variance, 2) / nullif(control.n_customers - 1, 0),
        0
    ) as degrees_of_freedom,
    cast(null as double) as theta,
    cast(null as double) as rho_squared,
    cast(null as double) as adjusted_difference,
    cast(null as double) as adjusted_standard_error,
    cast(null as double) as adjusted_degrees_of_freedom,
    sqrt(treatment.variance + control.variance) as always_valid_standard_error,
    cast(4 as double) * treatment.n_customers * control.n_customers / (treatment.n_customers + control.n_customers) as n_balanced,
    cast(least(treatment.sum_denominator, control.sum_denominator) as double) as expected_events
from arms as treatment
inner join arms as control
    on
        treatment.campaign_id = control.campaign_id
        and treatment.metric = control.metric
        and treatment.segment = control.segment
where treatment.arm = 'treatment' and control.arm = 'control'
