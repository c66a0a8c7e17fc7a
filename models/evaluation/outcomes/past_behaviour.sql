-- One row per campaign and customer that it is measured on, with the kind of customer they were before it began.
with

outcomes as (select * from {{ ref('campaign_outcomes') }}),

-- Among those who bought in the days before; equal spenders stand together.
buyers as (

    select
        campaign_id,
        customer_id,
        rank() over (partition by campaign_id order by past_revenue) - 1 as n_below,
        count(*) over (partition by campaign_id) as n_buyers
    from outcomes
    where days_since_order <= {{ setting('past_days') }}

)

select
    outcomes.campaign_id,
    outcomes.customer_id,
    case
        when outcomes.days_since_order is null then 'new'
        when buyers.customer_id is null then 'lapsed'
        when 3 * buyers.n_below < buyers.n_buyers then 'low spend'
        when 3 * buyers.n_below < 2 * buyers.n_buyers then 'middle spend'
        else 'high spend'
    end as past_segment,
    case
        when buyers.customer_id is not null
            then
                lpad(cast({{ setting('matching_bands') }} * buyers.n_below // buyers.n_buyers as varchar), 3, '0')
                || case
                    when outcomes.days_since_order <= 7 then ', within a week'
                    when outcomes.days_since_order <= 28 then ', within four weeks'
                    else ', before'
                end
        when outcomes.days_since_order is not null then 'lapsed'
    end as match
from outcomes
left join buyers on outcomes.campaign_id = buyers.campaign_id and outcomes.customer_id = buyers.customer_id
