-- One row per metric: what all campaigns that held customers out brought together.
with

tests as (

    select *
    from {{ ref('effect_tests') }}
    where campaign_id = '{{ all_campaigns() }}' and segment = 'all' and metric <> 'participation'

),

windows as (select * from {{ ref('campaign_windows') }} where campaign_id = '{{ all_campaigns() }}'),

campaigns as (select count(distinct campaign_id) as n_campaigns from {{ ref('controlled_contacts') }})

select
    tests.metric,
    case when tests.is_causal then 'held out of every campaign' else 'similar customers' end as comparison,
    tests.is_causal,
    windows.starts_on,
    windows.counts_until,
    campaigns.n_campaigns,
    tests.n_treatment,
    tests.n_control,
    tests.treatment,
    tests.control,
    tests.difference,
    tests.ci_low,
    tests.ci_high,
    tests.p_value,
    tests.adjusted_difference,
    tests.adjusted_ci_low,
    tests.adjusted_ci_high,
    tests.adjusted_p_value,
    tests.adjusted_difference * tests.n_treatment as brought,
    tests.adjusted_ci_low * tests.n_treatment as brought_low,
    tests.adjusted_ci_high * tests.n_treatment as brought_high,
    case
        when
            tests.adjusted_p_value is null
            or least(tests.n_treatment, tests.n_control) < {{ setting('min_arm_customers') }}
            or tests.expected_events < {{ setting('min_arm_events') }}
            then 'too few to tell'
        else
            case
                when tests.adjusted_p_value > 1 - {{ exact(setting('confidence_level')) }} then 'no clear difference'
                when tests.adjusted_difference > 0 and tests.is_causal then 'better'
                when tests.adjusted_difference > 0 then 'higher'
                when tests.is_causal then 'worse'
                else 'lower'
            end || case when tests.is_causal then '' else ', not causal' end
    end as verdict
from tests
cross join windows
cross join campaigns
