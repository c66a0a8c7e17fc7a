-- One row per planned contact and offer that may be tried in its place, once something was learned: with which probability, and whether it is.
with

learned as (select count(*) > 0 as has_learned from {{ ref('offer_lifts') }}),

limits as (select * from {{ ref('plan_limits') }}),

-- An offer that needs an audience keeps the one that it was given.
contacts as (

    select
        allocated.*,
        row_number() over (partition by allocated.customer_id order by allocated.priced_value desc, allocated.offer_id) as place,
        least(cast({{ setting('exploration_share') }} as double), 1 / cast(count(*) over (partition by allocated.customer_id) as double)) as share
    from {{ ref('allocated_contacts') }} as allocated
    inner join learned on learned.has_learned

),

-- One of a customer's contacts at most: the customer's share says which. One that is held out uses no budget, and leaves none to another.
places as (

    select
        contacts.*,
        not contacts.is_holdout
        and {{ hash_share(["'explore'", 'today.as_of', 'contacts.customer_id']) }} >= (contacts.place - 1) * contacts.share
        and {{ hash_share(["'explore'", 'today.as_of', 'contacts.customer_id']) }} < contacts.place * contacts.share as is_exploring
    from contacts
    cross join {{ ref('today') }} as today
    anti join limits as audiences on audiences.limit_kind = 'audience' and contacts.offer_id = audiences.offer_id

),

-- Stocks that would not last if all who explore drew the offer.
scarce as (

    select limits.offer_id
    from limits
    where
        limits.limit_kind = 'uses'
        and limits.limit_value < (select count(*) from places where places.is_exploring)
        + (select count(*) from contacts where not contacts.is_holdout and contacts.offer_id = limits.offer_id)
    union all
    select limits.offer_id
    from limits
    where limits.limit_kind = 'audience'

),

-- By the same channel, so that it costs the same; nothing that the customer's other contacts exclude. What would lose without a price has
-- none to pay.
fitting as (

    select
        places.customer_id,
        places.offer_id as planned_offer_id,
        places.channel,
        places.share,
        places.is_exploring,
        candidates.offer_id,
        candidates.campaign_id,
        case when candidates.expected_value > 0 then candidates.priced_value else cast(candidates.expected_value as double) end as priced_value
    from places
    inner join {{ ref('priced_candidates') }} as candidates
        on places.customer_id = candidates.customer_id and places.channel = candidates.channel
    anti join scarce on candidates.offer_id = scarce.offer_id and places.offer_id <> candidates.offer_id
    anti join contacts as others
        on
            places.customer_id = others.customer_id
            and places.offer_id <> others.offer_id
            and (
                candidates.offer_id = others.offer_id
                or candidates.product_set = others.product_set
                or candidates.exclusive_group = others.exclusive_group
            )

),

numbered as (

    select
        *,
        row_number() over (partition by customer_id, planned_offer_id order by offer_id) as number,
        count(*) over (partition by customer_id, planned_offer_id) as n_offers
    from fitting

)

select
    numbered.customer_id,
    numbered.planned_offer_id,
    numbered.channel,
    numbered.offer_id,
    numbered.campaign_id,
    numbered.priced_value,
    numbered.n_offers,
    numbered.share / numbered.n_offers as propensity,
    numbered.is_exploring
    and numbered.number
    = 1 + floor(numbered.n_offers * {{ hash_share(["'explored'", 'today.as_of', 'numbered.customer_id']) }}) as is_explored
from numbered
cross join {{ ref('today') }} as today
