-- One row per offer, segment (or all) and draw: what the offer may be worth there, drawn from what is believed of it.
with

parameters as (select * from {{ ref('offer_parameters') }}),

curves as (select * from {{ ref('beta_curves') }}),

-- Repeatable: by build, offer, segment and number of the draw.
shares as (

    select
        numbered.*,
        {{ hash_share(["'offer'", 'this_build.build_id', 'numbered.part', 'numbered.offer_id', 'numbered.segment', 'numbered.draw']) }} as share
    from (
        select
            offer_id,
            segment,
            part,
            {{ each_of(numbers_to(setting('n_offer_draws') - 1)) }} as draw
        from curves
        where point = 0
    ) as numbered
    cross join {{ ref('this_build') }} as this_build

),

drawn as (

    select
        shares.offer_id,
        shares.segment,
        shares.draw,
        max(case when shares.part = 'response' then {{ curve_quantile('curves', 'shares.share') }} end) as response,
        max(case when shares.part = 'value' then {{ curve_quantile('curves', 'shares.share') }} end) as value_quantile
    from shares
    inner join curves
        on
            shares.offer_id = curves.offer_id
            and shares.segment = curves.segment
            and shares.part = curves.part
            and shares.share >= curves.share_from
            and shares.share < curves.share_to
    group by shares.offer_id, shares.segment, shares.draw

),

valued as (

    select
        drawn.offer_id,
        drawn.segment,
        drawn.draw,
        drawn.response,
        parameters.value_mean + {{ t_of_beta('drawn.value_quantile', '2 * parameters.value_shape') }}
        * sqrt(parameters.value_rate / (parameters.value_shape * parameters.value_kappa)) as value
    from drawn
    inner join parameters on drawn.offer_id = parameters.offer_id and drawn.segment = parameters.segment

)

-- Where no response has brought money yet, responses are what counts.
select
    offer_id,
    segment,
    draw,
    response,
    value,
    response * coalesce(value, 1) as worth
from valued
