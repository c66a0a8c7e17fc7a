-- One row per customer, offer they are eligible for and channel by which it may reach them: what it would bring and cost.
{% set reach = 'coalesce(eligible.own_reach, terms.reach)' %}
with

offered as (select * from {{ ref('customer_offers') }}),

terms as (select * from {{ ref('offer_terms') }}),

-- Reach is the customer's own where it is known.
eligible as (

    select
        eligible_offers.*,
        cast(reaches.reach as decimal(18, 9)) as own_reach
    from {{ ref('eligible_offers') }} as eligible_offers
    left join {{ ref('channel_reach') }} as reaches
        on eligible_offers.customer_id = reaches.customer_id and eligible_offers.channel = reaches.channel

),

segments as (select * from {{ ref('customer_segments') }}),

lifts as (select * from {{ ref('offer_lifts') }}),

-- The draw says which of the believed response rates is taken for true.
customers as (

    select
        segments.customer_id,
        segments.segment,
        coalesce(prospects.value_of_an_order, 0) as value_of_an_order,
        coalesce(prospects.cost_of_habit, 0) as cost_of_habit,
        cast(floor({{ setting('n_offer_draws') }} * {{ hash_share(["'draw'", 'today.as_of', 'segments.customer_id']) }}) as integer) as draw
    from segments
    cross join {{ ref('today') }} as today
    left join {{ ref('customer_prospects') }} as prospects on segments.customer_id = prospects.customer_id

),

-- The assumed lift gives way to what was learned of it in the segment; whom it moves is in customer_offers already.
learned as (

    select
        offered.* exclude (response_probability, response_margin),
        customers.value_of_an_order,
        customers.cost_of_habit,
        len(offered.product_ids) as n_products,
        least(1, offered.response_probability * coalesce(lifts.mean_lift, 1)) as response_probability,
        least(1, offered.response_probability * coalesce(lifts.drawn_lift, 1)) as drawn_probability,
        cast(offered.response_margin * coalesce(lifts.mean_lift, 1) as {{ column_type('money') }}) as response_margin,
        cast(offered.response_margin * coalesce(lifts.drawn_lift, 1) as {{ column_type('money') }}) as drawn_margin
    from offered
    inner join customers on offered.customer_id = customers.customer_id
    left join lifts
        on offered.offer_id = lifts.offer_id and customers.segment = lifts.segment and customers.draw = lifts.draw

)

select
    learned.customer_id,
    terms.offer_id,
    terms.channel,
    terms.campaign_id,
    -- Twelve characters, which an engine keeps in place, tell the few product sets of a customer apart.
    substr(md5(cast(learned.product_ids as varchar)), 1, 12) as product_set,
    coalesce(terms.exclusive_group, 'offer ' || terms.offer_id) as exclusive_group,
    eligible.n_allowed,
    cast({{ reach }} as double) as reach,
    learned.base_probability,
    learned.response_probability,
    learned.base_margin,
    learned.response_margin,
    terms.cost_per_contact as cost,
    cast(
        {{ reach }} * (learned.response_margin - learned.base_margin) - terms.cost_per_contact as {{ column_type('money') }}
    ) as short_term_value,
    cast(cast({{ reach }} as double) * {{ long_term_value('learned.response_probability') }} as {{ column_type('money') }}) as long_term_value,
    cast(
        {{ reach }} * (learned.drawn_margin - learned.base_margin) - terms.cost_per_contact
        + cast(
            {{ setting('long_term_weight') }} * cast({{ reach }} as double) * {{ long_term_value('learned.drawn_probability') }}
            as {{ column_type('money') }}
        )
        as {{ column_type('money') }}
    ) as expected_value,
    cast(
        short_term_value + cast({{ setting('long_term_weight') }} * cast(long_term_value as double) as {{ column_type('money') }})
        as {{ column_type('money') }}
    ) as mean_value
from learned
inner join terms on learned.offer_id = terms.offer_id
inner join eligible
    on
        learned.customer_id = eligible.customer_id
        and terms.offer_id = eligible.offer_id
        and terms.channel = eligible.channel
