-- One row per offer, segment (or all), what is drawn, and cell of its beta curve: how much of the probability lies below and in it.
{% set n_cells = 512 %}
with

parameters as (

    select
        offer_id,
        segment,
        'response' as part,
        alpha as a,
        beta as b
    from {{ ref('offer_parameters') }}
    union all
    -- Student's t is made from a beta variable, see t_of_beta.
    select
        offer_id,
        segment,
        'value' as part,
        value_shape as a,
        value_shape as b
    from {{ ref('offer_parameters') }}
    where value_shape is not null

),

-- Log-odds have a density that falls off exponentially on both sides.
spans as (

    select
        *,
        ln(a / b) - greatest(9 * sqrt(1 / a + 1 / b), 25 / a) as first_log_odds,
        (greatest(9 * sqrt(1 / a + 1 / b), 25 / a) + greatest(9 * sqrt(1 / a + 1 / b), 25 / b)) / {{ n_cells }} as step,
        a * ln(a / (a + b)) + b * ln(b / (a + b)) as top
    from parameters

),

places as (

    select
        *,
        {{ each_of(numbers_to(n_cells)) }} as point
    from spans

),

odds as (

    select
        *,
        first_log_odds + point * step as log_odds
    from places

),

points as (

    select
        *,
        exp(-a * ln(1 + exp(-log_odds)) - b * ln(1 + exp(log_odds)) - top) as density,
        a - (a + b) / (1 + exp(-log_odds)) as slope
    from odds

),

-- Trapezoids, with Euler and Maclaurin's correction at the end; sums of decimals do not depend on the order.
summed as (

    select
        *,
        cast(sum(cast(density as decimal(38, 18))) over (partition by offer_id, segment, part order by point) as double)
        - density / 2 - step * density * slope / 12 as below,
        lead(density) over (partition by offer_id, segment, part order by point) as next_density
    from points

),

bounded as (

    select
        *,
        lead(below) over (partition by offer_id, segment, part order by point) as next_below,
        max(case when point = {{ n_cells }} then below end) over (partition by offer_id, segment, part) as total
    from summed

)

select
    offer_id,
    segment,
    part,
    point,
    log_odds,
    step,
    density,
    next_density,
    case when point = 0 then 0 else below / total end as share_from,
    case when point = {{ n_cells }} - 1 then 1 else next_below / total end as share_to
from bounded
where next_below is not null
