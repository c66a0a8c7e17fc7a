-- One row per planned campaign, and one for all together: how many are held out, and the smallest effect they can show.
{% set upper = 1 - (1 - setting('confidence_level')) / 2 %}
with

plan as (select * from {{ ref('campaign_plan') }}),

contacts as (

    select
        campaign_id,
        customer_id,
        is_holdout,
        base_probability,
        reach * (response_probability - base_probability) as expected_difference
    from plan
    union all
    -- Who is held out of all, against the rest, contacted or not: any of a customer's offers counts once, the surest.
    select
        'all campaigns' as campaign_id,
        customer_id,
        bool_or(is_global_holdout) as is_holdout,
        max(base_probability) as base_probability,
        max(reach * (response_probability - base_probability) * (1 - {{ setting('holdout_share') }})) as expected_difference
    from plan
    group by customer_id

),

sized as (

    select
        campaign_id,
        count(*) filter (where not is_holdout) as n_contacts,
        count(*) filter (where is_holdout) as n_holdout,
        {{ exact_mean('base_probability') }} as base_rate,
        {{ exact_mean('expected_difference') }} as expected_difference
    from contacts
    group by campaign_id

),

powered as (

    select
        *,
        ({{ normal_quantile(upper) }} + {{ normal_quantile(setting('power')) }})
        * sqrt(base_rate * (1 - base_rate) * (1 / cast(nullif(n_contacts, 0) as double) + 1 / cast(nullif(n_holdout, 0) as double)))
            as detectable_difference
    from sized

)

select
    campaign_id,
    n_contacts,
    n_holdout,
    base_rate,
    expected_difference,
    detectable_difference,
    coalesce(expected_difference >= detectable_difference, false) as is_enough,
    case
        when detectable_difference is null then 'Nothing can be shown: nobody is contacted, or nobody is held out.'
        when expected_difference >= detectable_difference
            then 'The effect that is expected would be seen, most probably.'
        else
            'Only an effect of ' || round(detectable_difference, 3) || ' would be seen; '
            || round(expected_difference, 3) || ' is expected.'
    end as in_words
from powered
