-- One row per campaign, metric, segment (or all) and stratum: treatment and those it is compared with, side by side.
with

arms as (

    select
        *,
        {{ centred('sum_outcome_squared', 'sum_outcome', 'sum_outcome', 'n_customers') }} as squares,
        {{ centred('sum_past_squared', 'sum_past', 'sum_past', 'n_customers') }} as past_squares,
        {{ centred('sum_outcome_past', 'sum_outcome', 'sum_past', 'n_customers') }} as products
    from {{ ref('outcome_sums') }}

)

-- Of one customer nothing is known about the spread; a stratum with one is left out where there are others.
select
    treatment.campaign_id,
    treatment.metric,
    treatment.segment,
    treatment.stratum,
    control.arm = 'control' as is_causal,
    treatment.n_customers as n_treatment,
    control.n_customers as n_control,
    treatment.sum_outcome as sum_treatment,
    control.sum_outcome as sum_control,
    cast(treatment.sum_outcome as double) / treatment.n_customers as treatment,
    cast(control.sum_outcome as double) / control.n_customers as control,
    cast(treatment.sum_past as double) / treatment.n_customers as past_treatment,
    cast(control.sum_past as double) / control.n_customers as past_control,
    greatest(treatment.squares, 0) as squares_treatment,
    greatest(control.squares, 0) as squares_control,
    greatest(treatment.past_squares, 0) as past_squares_treatment,
    greatest(control.past_squares, 0) as past_squares_control,
    treatment.products as products_treatment,
    control.products as products_control
from arms as treatment
inner join arms as control
    on
        treatment.campaign_id = control.campaign_id
        and treatment.metric = control.metric
        and treatment.segment = control.segment
        and treatment.stratum = control.stratum
where
    treatment.arm = 'treatment'
    and control.arm <> 'treatment'
    and (control.arm = 'control' or least(treatment.n_customers, control.n_customers) > 1)
