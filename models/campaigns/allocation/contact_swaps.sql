-- One row per contact that takes the place of another of the same customer, for it is worth more and there is room for it.
with

made as (select * from {{ ref('greedy_contacts') }}),

{{ remaining_limits('made') }},

least as (

    select
        customer_id,
        min(expected_value) as expected_value
    from made
    group by customer_id

),

-- Worth more than the least of the customer's contacts, of an offer that is made and not used up, and not made already.
possible as (

    select candidates.*
    from {{ ref('priced_candidates') }} as candidates
    inner join least
        on candidates.customer_id = least.customer_id and candidates.expected_value > least.expected_value
    anti join remaining as offers
        on offers.limit_kind in ('uses', 'audience') and candidates.offer_id = offers.offer_id and offers.n_left < 1
    anti join made
        on
            candidates.customer_id = made.customer_id
            and candidates.offer_id = made.offer_id
            and candidates.channel = made.channel

),

-- What has to go for a candidate: the contact that excludes it; the least of the customer's where none does.
rivals as (

    select
        possible.*,
        made.offer_id as displaced_offer_id,
        made.expected_value as displaced_value,
        made.channel = possible.channel and not made.is_holdout as is_paid,
        possible.offer_id = made.offer_id
        or possible.product_set = made.product_set
        or possible.exclusive_group = made.exclusive_group as is_excluded
    from possible
    inner join made on possible.customer_id = made.customer_id

),

displacing as (

    select
        *,
        count(*) filter (where is_excluded) over (partition by customer_id, offer_id, channel) as n_excluded
    from rivals
    qualify
        n_excluded < 2
        and row_number() over (
            partition by customer_id, offer_id, channel order by is_excluded desc, displaced_value, displaced_offer_id
        ) = 1

),

-- An offer that needs an audience loses no more than the first round gave it to spare.
spare as (

    select
        limits.offer_id,
        count(*) filter (where made.round = 1 and not made.is_holdout) - limits.limit_value as n_spare
    from {{ ref('plan_limits') }} as limits
    inner join made on limits.offer_id = made.offer_id
    where limits.limit_kind = 'audience'
    group by limits.offer_id, limits.limit_value

),

-- By the channel of the contact that goes, the new one costs nothing more.
candidates as (

    select
        displacing.* exclude (cost, priced_value),
        displacing.cost as own_cost,
        case when displacing.is_paid then 0 else displacing.cost end as cost,
        cast(displacing.expected_value - displacing.displaced_value as double) as priced_value,
        1 as n_left
    from displacing
    left join spare on displacing.displaced_offer_id = spare.offer_id
    anti join remaining as budgets
        on
            not displacing.is_paid
            and budgets.limit_kind in ('budget', 'channel_budget')
            and coalesce(budgets.channel, displacing.channel) = displacing.channel
            and displacing.cost > budgets.n_left
    where displacing.expected_value > displacing.displaced_value
    qualify
        spare.n_spare is null
        or row_number() over (
            partition by displacing.displaced_offer_id
            order by displacing.expected_value - displacing.displaced_value desc, displacing.customer_id, displacing.offer_id, displacing.channel
        ) <= spare.n_spare

),

chosen as (

    {{ choose('candidates', 'remaining') }}

)

select
    customer_id,
    offer_id,
    channel,
    campaign_id,
    product_set,
    exclusive_group,
    n_allowed,
    own_cost as cost,
    expected_value,
    priced_value,
    is_global_holdout,
    is_holdout,
    3 as round,
    displaced_offer_id
from chosen
