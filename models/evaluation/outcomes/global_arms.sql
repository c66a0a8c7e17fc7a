-- One row per customer of campaigns that held customers out: which side of all campaigns together they are on.
with

customers as (

    select
        customer_id,
        count(*) filter (where arm = 'treatment') > 0 as is_reached,
        min(arm) <> max(arm) as is_mixed,
        {{ is_held_out('customer_id') }} as is_drawn
    from {{ ref('controlled_contacts') }}
    group by customer_id

),

-- Either nobody is held out of some campaigns only, or none of those whom campaign_plan draws for all was reached by any.
designs as (

    select
        count(*) filter (where is_mixed) = 0 as is_by_arm,
        count(*) filter (where is_drawn) > 0 and count(*) filter (where is_drawn and is_reached) = 0 as is_by_draw
    from customers

)

select
    customers.customer_id,
    case
        when designs.is_by_arm and customers.is_reached then 'treatment'
        when designs.is_by_arm then 'control'
        when designs.is_by_draw and customers.is_drawn then 'control'
        when designs.is_by_draw or customers.is_reached then 'treatment'
        else 'not contacted'
    end as arm,
    designs.is_by_arm or designs.is_by_draw as is_causal
from customers
cross join designs
