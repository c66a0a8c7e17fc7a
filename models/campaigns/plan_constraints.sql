-- One row per limit of the plan: how much there is, how much is used, and what one more unit of it would bring.
with

limits as (

    select
        limits.*,
        prices.shadow_price
    from {{ ref('plan_limits') }} as limits
    left join {{ ref('plan_prices') }} as prices on limits.constraint_name = prices.constraint_name

),

contacts as (select * from {{ ref('campaign_plan') }} where not is_holdout),

candidates as (

    select
        count(*) as n_candidates,
        count(*) filter (where expected_value > 0) as n_worth_making,
        min(cost) filter (where expected_value > 0) as cheapest,
        (select coalesce(sum(products.revenue), 0) from {{ ref('products') }} as products) as revenue
    from {{ ref('plan_candidates') }}

),

used as (

    select
        limits.constraint_name,
        cast(
            case
                when limits.limit_kind in ('uses', 'audience') then count(contacts.customer_id)
                else coalesce(sum(contacts.cost), 0)
            end
            as {{ column_type('money') }}
        ) as used,
        count(contacts.customer_id) as n_contacts,
        coalesce(sum(contacts.expected_value), 0) as expected_value
    from limits
    left join contacts
        on
            (limits.offer_id is null or limits.offer_id = contacts.offer_id)
            and (limits.channel is null or limits.channel = contacts.channel)
    group by limits.constraint_name, limits.limit_kind

),

worded as (

    select
        limits.*,
        used.used,
        case
            when limits.limit_kind = 'audience' and used.used = 0
                then 'The offer is not made: it found fewer customers than it needs.'
            when limits.limit_kind = 'audience' then 'The offer is made to ' || used.n_contacts || ' customers.'
            when limits.limit_kind = 'uses' and limits.limit_value = 0
                then 'The offer is not made: max_uses is 0, or there is none of what it is for.'
            when limits.limit_kind = 'budget' and candidates.n_candidates = 0
                then 'Do nothing: there is no offer that a customer is eligible for and may be contacted with.'
            when limits.limit_kind = 'budget' and candidates.n_worth_making = 0 and candidates.revenue = 0
                then 'Do nothing: nothing was sold at a price, so what a contact would bring is not known.'
            when limits.limit_kind = 'budget' and candidates.n_worth_making = 0
                then 'Do nothing: no contact would bring more than it costs.'
            when limits.limit_kind = 'budget' and limits.limit_value < candidates.cheapest
                then 'Do nothing: the cheapest contact worth making costs ' || candidates.cheapest || ', more than the budget.'
            when limits.limit_value is null
                then used.n_contacts || ' contacts cost ' || used.used || ' and are worth ' || used.expected_value || ' by what is expected; there is no limit.'
            when limits.shadow_price > 0 and limits.limit_kind = 'uses'
                then 'One more use would bring ' || round(limits.shadow_price, 4) || '.'
            when limits.shadow_price > 0
                then 'One more of the shop''s currency would bring ' || round(limits.shadow_price, 4) || '.'
            else 'More of it would bring nothing.'
        end as in_words
    from limits
    inner join used on limits.constraint_name = used.constraint_name
    cross join candidates

)

select
    constraint_name,
    limit_kind,
    offer_id,
    channel,
    used,
    limit_value,
    shadow_price,
    in_words
from worded
