-- One row per customer and offer kind that was made before (or all): how likely they respond, compared with everyone.
with

customers as (select * from {{ ref('customer_segments') }}),

offers as (select * from {{ ref('offers') }}),

predictions as (select * from {{ ref('response_predictions') }} where purpose = 'now'),

kinds as (

    select offer_kind from predictions
    union
    select 'all' as offer_kind

),

-- What feedback believes of each segment, where it knows for which segment contacts were planned.
made as (

    select
        coalesce(offers.offer_kind, posteriors.offer_id) as offer_kind,
        posteriors.segment,
        posteriors.alpha,
        posteriors.beta,
        posteriors.offer_id
    from {{ ref('offer_posteriors') }} as posteriors
    left join offers on posteriors.offer_id = offers.offer_id
    where posteriors.segment <> 'all' and posteriors.n_contacts > 0

),

believed as (

    select
        kinds.offer_kind,
        made.segment,
        {{ ordered_sum('made.alpha', 'made.offer_id') }} / {{ ordered_sum('made.alpha + made.beta', 'made.offer_id') }} as mean
    from kinds
    inner join made on kinds.offer_kind in (made.offer_kind, 'all')
    group by kinds.offer_kind, made.segment

),

-- The customers tested with a prediction of that sign and height; below all of them, the lowest.
deciles as (

    select
        offer_kind,
        is_negative,
        ci_low,
        ci_high,
        case when row_number() over from_below = 1 then -2 else score_from end as score_from,
        coalesce(lead(score_from) over from_below, 2) as score_to
    from {{ ref('uplift_deciles') }}
    window from_below as (partition by offer_kind, is_negative order by score_from)

),

joined as (

    select
        customers.customer_id,
        kinds.offer_kind,
        -- A model knows more of a customer than their segment; else the belief of feedback is by the plan's own segments.
        coalesce(responses.method like 'logistic%', false) as is_modelled,
        case when responses.method like 'logistic%' then responses.score else coalesce(believed.mean, responses.score) end as response_probability,
        believed.mean is not null as is_believed,
        uplifts.score as uplift,
        deciles.ci_low as uplift_low,
        deciles.ci_high as uplift_high,
        coalesce(deciles.is_negative and deciles.ci_high < 0, false) as is_sleeping_dog,
        coalesce(uplifts.method, responses.method, 'everyone') as method,
        coalesce(uplifts.reason, responses.reason, 'No campaign is over yet.') as reason
    from customers
    cross join kinds
    left join predictions as responses
        on customers.customer_id = responses.customer_id and kinds.offer_kind = responses.offer_kind and responses.target = 'response'
    left join predictions as uplifts
        on customers.customer_id = uplifts.customer_id and kinds.offer_kind = uplifts.offer_kind and uplifts.target = 'uplift'
    left join believed on kinds.offer_kind = believed.offer_kind and customers.segment = believed.segment
    left join deciles
        on
            kinds.offer_kind = deciles.offer_kind
            and (uplifts.score < 0) = deciles.is_negative
            and uplifts.score >= deciles.score_from
            and uplifts.score < deciles.score_to

),

-- Uplift below zero is nothing to scale by.
weighed as (

    select
        *,
        case when uplift is null then response_probability else greatest(uplift, 0) end as weight
    from joined

),

means as (

    select
        offer_kind,
        {{ exact_mean('weight') }} as mean_weight
    from weighed
    group by offer_kind

)

select
    weighed.customer_id,
    weighed.offer_kind,
    weighed.response_probability,
    weighed.uplift,
    weighed.uplift_low,
    weighed.uplift_high,
    weighed.is_sleeping_dog,
    case
        when weighed.weight is null or weighed.method = 'everyone' and not weighed.is_believed and weighed.uplift is null then 1
        when means.mean_weight > 0 then round(weighed.weight / means.mean_weight, 6)
        else 0
    end as responsiveness,
    case
        when weighed.uplift is not null and weighed.method <> 'everyone' then 'uplift'
        when weighed.uplift is null and weighed.is_modelled then 'model'
        when weighed.uplift is null and weighed.is_believed then 'feedback'
        when weighed.method = 'segment' then 'segment'
        else 'everyone'
    end as evidence,
    weighed.method,
    weighed.reason
from weighed
inner join means on weighed.offer_kind = means.offer_kind
