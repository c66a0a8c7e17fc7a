-- One row per campaign, metric and comparison: what its treatment differs by from those held out, or else from similar others.
with

windows as (select * from {{ ref('campaign_windows') }}),

-- A campaign with nobody to compare with has its rows too. Only who was contacted can answer, so without a control arm there
-- is no participation to compare; nor are ratios, which matching in bands does not know.
contacted as (

    select
        results.campaign_id,
        metrics.metric,
        windows.has_control as is_causal,
        windows.counts_until <= today.as_of as is_finished
    from (select distinct campaign_id from {{ ref('campaign_results') }}) as results
    inner join windows on results.campaign_id = windows.campaign_id
    cross join (
        values ('participation'), ('conversion'), ('revenue'), ('margin'), ('average_basket'), ('redemption_per_open')
    ) as metrics (metric)
    cross join {{ ref('today') }} as today
    where windows.has_control or metrics.metric in ('conversion', 'revenue', 'margin')

),

-- Corrected over the campaigns that are compared in one way by one metric.
stepped as (

    select
        contacted.*,
        tests.n_treatment,
        tests.n_control,
        tests.treatment,
        tests.control,
        tests.difference,
        tests.ci_low,
        tests.ci_high,
        tests.p_value,
        tests.theta,
        tests.rho_squared,
        tests.adjusted_difference,
        tests.adjusted_ci_low,
        tests.adjusted_ci_high,
        tests.adjusted_p_value,
        tests.always_valid_low,
        tests.always_valid_high,
        tests.detectable_difference,
        tests.expected_events,
        splits.planned_share,
        splits.treatment_share,
        splits.split_p_value,
        {{ stepped_p_value('tests.p_value', 'contacted.metric, contacted.is_causal') }} as p_value_stepped
    from contacted
    left join {{ ref('effect_tests') }} as tests
        on contacted.campaign_id = tests.campaign_id and contacted.metric = tests.metric and tests.segment = 'all'
    left join {{ ref('campaign_splits') }} as splits on contacted.campaign_id = splits.campaign_id

),

corrected as (

    select
        *,
        {{ false_discovery_share('p_value_stepped', 'p_value', 'metric, is_causal') }} as p_value_fdr
    from stepped

)

-- As long as a campaign runs one looks at it again and again, so the always-valid interval decides till it is over. Matching
-- in bands leaves some of the past in, so a difference that is not causal must hold when adjusted as well.
select
    campaign_id,
    metric,
    case when is_causal then 'control arm' else 'similar customers' end as comparison,
    is_causal,
    is_finished,
    coalesce(n_treatment, 0) as n_treatment,
    coalesce(n_control, 0) as n_control,
    treatment,
    control,
    difference,
    ci_low,
    ci_high,
    p_value,
    p_value_fdr,
    case
        when treatment_share = 1 and split_p_value < {{ setting('max_split_p_value') }} then 'arms are not as planned'
        when
            p_value is null
            or least(n_treatment, n_control) < {{ setting('min_arm_customers') }}
            or expected_events < {{ setting('min_arm_events') }}
            then 'too few to tell'
        when split_p_value < {{ setting('max_split_p_value') }} then 'arms are not as planned'
        else
            case
                when is_finished and p_value_fdr > 1 - {{ exact(setting('confidence_level')) }} then 'no clear difference'
                when not is_causal and coalesce(adjusted_p_value, 1) > 1 - {{ exact(setting('confidence_level')) }} then 'no clear difference'
                when not is_finished and always_valid_low <= 0 and always_valid_high >= 0 then 'no clear difference'
                when difference > 0 and is_causal then 'better'
                when difference > 0 then 'higher'
                when is_causal then 'worse'
                else 'lower'
            end
            || case when is_finished then '' else ' so far' end
            || case when is_causal then '' else ', not causal' end
    end as verdict,
    theta,
    rho_squared,
    adjusted_difference,
    adjusted_ci_low,
    adjusted_ci_high,
    adjusted_p_value,
    always_valid_low,
    always_valid_high,
    detectable_difference,
    planned_share,
    treatment_share,
    split_p_value
from corrected
