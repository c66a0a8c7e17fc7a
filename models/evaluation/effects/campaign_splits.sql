-- One row per campaign with a control arm, or that was to have one: whether its arms have the sizes that were planned.
with

contacts as (

    select
        campaign_id,
        arm,
        planned_share,
        cast(planned_share as decimal(18, 9)) as planned,
        cast(planned_share * (1 - planned_share) as decimal(18, 9)) as spread
    from {{ ref('compared_customers') }}
    where arm in ('treatment', 'control')

),

arms as (

    select
        campaign_id,
        count(*) filter (where arm = 'treatment') as n_treatment,
        count(*) filter (where arm = 'control') as n_control,
        count(*) = count(planned_share) as is_planned,
        cast(sum(planned) as double) as n_planned,
        cast(sum(spread) as double) as spread
    from contacts
    group by campaign_id
    -- Of a holdout that was drawn and whose rows never came, only the shares tell.
    having count(*) filter (where arm = 'control') > 0 or count(*) = count(planned_share) and sum(planned) < count(*)

),

tested as (

    select
        *,
        case when is_planned then power(n_treatment - n_planned, 2) / nullif(spread, 0) end as split_chi_squared
    from arms

)

select
    campaign_id,
    n_treatment,
    n_control,
    case when is_planned then n_planned / (n_treatment + n_control) end as planned_share,
    cast(n_treatment as double) / (n_treatment + n_control) as treatment_share,
    split_chi_squared,
    2 * {{ normal_tail('sqrt(split_chi_squared)') }} as split_p_value
from tested
