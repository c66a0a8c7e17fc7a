-- One row per offer, segment and draw where the offer was made: how many times as many respond as its assumed lift says.
with

offered as (select * from {{ ref('customer_offers') }}),

evidence as (select * from {{ ref('offer_evidence') }}),

draws as (select * from {{ ref('offer_draws') }}),

-- Evidence does not say by which channel: nearly all contacts go by the cheapest.
reaches as (

    select
        offer_id,
        min_by(channel, (cost_per_contact, channel)) as channel,
        min_by(reach, (cost_per_contact, channel)) as reach
    from {{ ref('offer_terms') }}
    group by offer_id

),

assumed as (

    select
        offered.offer_id,
        customers.segment,
        {{ exact_mean('offered.response_probability * coalesce(own.reach, cast(reaches.reach as double))') }} as rate
    from offered
    inner join {{ ref('customer_segments') }} as customers on offered.customer_id = customers.customer_id
    inner join reaches on offered.offer_id = reaches.offer_id
    left join {{ ref('channel_reach') }} as own on offered.customer_id = own.customer_id and reaches.channel = own.channel
    group by offered.offer_id, customers.segment

),

tried as (

    select
        evidence.offer_id,
        evidence.segment,
        evidence.contacts,
        evidence.responses,
        assumed.rate
    from evidence
    inner join assumed on evidence.offer_id = assumed.offer_id and evidence.segment = assumed.segment
    where assumed.rate > 0

),

-- What counts as an answer differs between shops (an opened mail, a redeemed coupon): how many answer all offers together sets the scale.
scale as (

    select {{ ordered_sum('responses', 'offer_id, segment') }} / {{ ordered_sum('contacts * rate', 'offer_id, segment') }} as scale
    from tried

),

expected as (

    select
        tried.*,
        tried.rate * scale.scale as expected_rate,
        tried.contacts / (tried.contacts + {{ setting('prior_contacts') }}) as trust
    from tried
    cross join scale
    where scale.scale > 0

),

means as (

    select
        offer_id,
        segment,
        mean
    from {{ ref('offer_posteriors') }}

)

-- As long as little is known, the assumption stands.
select
    expected.offer_id,
    expected.segment,
    draws.draw,
    1 + expected.trust * (means.mean / expected.expected_rate - 1) as mean_lift,
    1 + expected.trust * (draws.response / expected.expected_rate - 1) as drawn_lift
from expected
inner join draws on expected.offer_id = draws.offer_id and expected.segment = draws.segment
inner join means on expected.offer_id = means.offer_id and expected.segment = means.segment
