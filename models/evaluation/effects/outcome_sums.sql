-- One row per campaign, metric, segment (or all), stratum and arm: the sums that every mean, variance and covariance is made from.
with

outcomes as (

    select
        outcomes.*,
        past_behaviour.past_segment,
        -- Arms drawn at random are compared as they are, others only among customers who had behaved alike.
        case when windows.has_control then 'all' else past_behaviour.match end as stratum
    from {{ ref('campaign_outcomes') }} as outcomes
    inner join {{ ref('campaign_windows') }} as windows on outcomes.campaign_id = windows.campaign_id
    inner join {{ ref('past_behaviour') }} as past_behaviour
        on outcomes.campaign_id = past_behaviour.campaign_id and outcomes.customer_id = past_behaviour.customer_id

),

measured as (

    {%- for metric, value in {'participation': 'cast(has_participated as integer)', 'conversion': 'cast(has_converted as integer)', 'revenue': 'revenue', 'margin': 'margin'}.items() %}
    {{ 'union all' if not loop.first }}
    select
        campaign_id,
        past_segment,
        stratum,
        arm,
        '{{ metric }}' as metric,
        -- Wide enough for the square of the best customer's revenue.
        cast({{ value }} as decimal(38, 4)) as outcome,
        cast(past_revenue as decimal(38, 4)) as past
    from outcomes
    {% endfor %}

),

-- Each customer counts in all and in the segment that they were in.
scoped as (

    select
        *,
        'all' as segment
    from measured
    union all
    select
        *,
        past_segment as segment
    from measured

)

select
    campaign_id,
    metric,
    segment,
    stratum,
    arm,
    count(*) as n_customers,
    sum(outcome) as sum_outcome,
    sum(outcome * outcome) as sum_outcome_squared,
    sum(past) as sum_past,
    sum(past * past) as sum_past_squared,
    sum(outcome * past) as sum_outcome_past
from scoped
where stratum is not null and not (arm = 'not contacted' and metric = 'participation')
group by campaign_id, metric, segment, stratum, arm
