-- One row per campaign, metric, comparison and segment of before: the difference there, and what is left of it after shrinkage.
with

tests as (

    select
        *,
        case
            when least(n_treatment, n_control) >= {{ setting('min_arm_customers') }}
                then 1 / nullif(power(standard_error, 2), 0)
        end as weight
    from {{ ref('effect_tests') }}
    where segment <> 'all' and campaign_id <> '{{ all_campaigns() }}'

),

-- How much segments differ beyond chance: DerSimonian and Laird (1986).
totals as (

    select
        campaign_id,
        metric,
        count(weight) as n_segments,
        {{ ordered_sum('weight', 'segment') }} as weight,
        {{ ordered_sum('weight * weight', 'segment') }} as weight_squared,
        {{ ordered_sum('weight * difference', 'segment') }} / {{ ordered_sum('weight', 'segment') }} as mean
    from tests
    where weight is not null
    group by campaign_id, metric

),

spreads as (

    select
        tests.campaign_id,
        tests.metric,
        greatest(
            ({{ ordered_sum('tests.weight * power(tests.difference - totals.mean, 2)', 'tests.segment') }} - (totals.n_segments - 1))
            / nullif(totals.weight - totals.weight_squared / totals.weight, 0),
            0
        ) as variance_between
    from tests
    inner join totals on tests.campaign_id = totals.campaign_id and tests.metric = totals.metric
    where tests.weight is not null
    group by tests.campaign_id, tests.metric, totals.n_segments, totals.weight, totals.weight_squared

),

priors as (

    select
        tests.campaign_id,
        tests.metric,
        coalesce(spreads.variance_between, 0) as variance_between,
        {{ ordered_sum(
            'tests.difference / (1 / tests.weight + coalesce(spreads.variance_between, 0))', 'tests.segment'
        ) }} / {{ ordered_sum('1 / (1 / tests.weight + coalesce(spreads.variance_between, 0))', 'tests.segment') }} as mean,
        1 / {{ ordered_sum('1 / (1 / tests.weight + coalesce(spreads.variance_between, 0))', 'tests.segment') }} as mean_variance
    from tests
    inner join spreads on tests.campaign_id = spreads.campaign_id and tests.metric = spreads.metric
    where tests.weight is not null
    group by tests.campaign_id, tests.metric, spreads.variance_between

),

-- A segment of which too little is known is taken to be like the others.
shrunk as (

    select
        tests.*,
        priors.variance_between,
        priors.mean,
        coalesce(priors.variance_between / (priors.variance_between + 1 / tests.weight), 0) as trust,
        priors.mean_variance
    from tests
    left join priors on tests.campaign_id = priors.campaign_id and tests.metric = priors.metric

),

learned as (

    select
        *,
        {{ stepped_p_value('p_value', 'metric, is_causal') }} as p_value_stepped,
        mean + trust * (coalesce(difference, mean) - mean) as shrunk_difference,
        {{ normal_quantile(1 - (1 - setting('confidence_level')) / 2) }} * sqrt(
            (1 - trust) * variance_between + power(1 - trust, 2) * mean_variance
        ) as reach
    from shrunk

)

select
    campaign_id,
    metric,
    case when is_causal then 'control arm' else 'similar customers' end as comparison,
    is_causal,
    segment,
    n_treatment,
    n_control,
    treatment,
    control,
    difference,
    ci_low,
    ci_high,
    p_value,
    {{ false_discovery_share('p_value_stepped', 'p_value', 'metric, is_causal') }} as p_value_fdr,
    sqrt(variance_between) as spread_between,
    trust,
    shrunk_difference,
    shrunk_difference - reach as shrunk_low,
    shrunk_difference + reach as shrunk_high,
    case
        when reach is null or weight is null then 'too few to tell'
        when shrunk_difference - reach > 0 and is_causal then 'better'
        when shrunk_difference - reach > 0 then 'higher, not causal'
        when shrunk_difference + reach < 0 and is_causal then 'worse'
        when shrunk_difference + reach < 0 then 'lower, not causal'
        when is_causal then 'no clear difference'
        else 'no clear difference, not causal'
    end as verdict
from learned
