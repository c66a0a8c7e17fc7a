-- One row per customer and offer that they could get: the products, what they are worth to this customer, and why these.
with

offered as (

    select * from {{ ref('recommendation_offers') }}
    union all
    select * from {{ ref('bundle_offers') }}

),

offers as (select * from {{ ref('offers') }}),

scores as (select * from {{ ref('response_scores') }}),

-- An offer of a kind that was not made before is taken to work on whom offers in general work.
known as (select distinct offer_kind from scores),

answered as (

    select
        offered.*,
        scores.responsiveness,
        -- Nobody responds more than surely.
        case
            when offered.response_probability > offered.base_probability
                then
                    least(
                        coalesce(scores.responsiveness, 1),
                        (1 - offered.base_probability) / (offered.response_probability - offered.base_probability)
                    )
            else coalesce(scores.responsiveness, 1)
        end as share
    from offered
    inner join offers on offered.offer_id = offers.offer_id
    left join known on offers.offer_kind = known.offer_kind
    left join scores on offered.customer_id = scores.customer_id and coalesce(known.offer_kind, 'all') = scores.offer_kind
    where not coalesce(scores.is_sleeping_dog, false)

)

select
    customer_id,
    offer_id,
    product_ids,
    product_names,
    base_probability,
    least(base_probability + share * (response_probability - base_probability), 1) as response_probability,
    base_margin,
    cast(
        cast(base_margin as double) + share * cast(response_margin - base_margin as double) as {{ column_type('money') }}
    ) as response_margin,
    coalesce(responsiveness, 1) as responsiveness,
    rule_id,
    because_product_id,
    evidence,
    evidence_in_words
from answered
