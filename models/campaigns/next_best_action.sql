-- One row per customer: what to do next, which may be nothing, what would be second best, and by how much.
with

customers as (select * from {{ ref('customer_segments') }}),

permitted as (select distinct customer_id from {{ ref('contact_permissions') }} where n_allowed > 0),

eligible as (select distinct customer_id from {{ ref('plan_candidates') }}),

priced as (select * from {{ ref('priced_candidates') }}),

planned as (

    select
        customer_id,
        offer_id,
        channel,
        campaign_id,
        expected_value,
        short_term_value,
        long_term_value,
        priced_value,
        is_holdout,
        is_global_holdout
    from {{ ref('planned_contacts') }}

),

actions as (

    select *
    from planned
    where not is_holdout
    qualify row_number() over (partition by customer_id order by priced_value desc, offer_id) = 1

),

held_out as (

    select
        customer_id,
        bool_or(is_global_holdout) as is_global_holdout
    from planned
    where is_holdout
    group by customer_id

),

-- What else there is: another offer, or, where none is worth its price, nothing.
others as (

    select priced.*
    from priced
    left join actions on priced.customer_id = actions.customer_id
    where priced.expected_value > 0 and priced.offer_id is distinct from actions.offer_id
    qualify row_number() over (
        partition by priced.customer_id order by priced.priced_value desc, priced.offer_id, priced.channel
    ) = 1

),

compared as (

    select
        customers.customer_id,
        actions.offer_id,
        actions.campaign_id,
        actions.channel,
        actions.expected_value,
        coalesce(actions.priced_value, 0) as net_value,
        actions.offer_id is not null and coalesce(others.priced_value, 0) <= 0 as is_nothing_second,
        others.offer_id as other_offer_id,
        others.channel as other_channel,
        others.priced_value as other_net_value,
        case
            when actions.offer_id is not null
                then
                    'To what they would bring without it, it adds ' || actions.short_term_value || ' now'
                    || case when actions.long_term_value <> 0 then ' and ' || actions.long_term_value || ' later.' else '.' end
            when held_out.is_global_holdout then 'The customer is held out of all campaigns.'
            when held_out.customer_id is not null then 'The customer is held out of what is planned for them.'
            when permitted.customer_id is null then 'The customer may not be contacted now.'
            when eligible.customer_id is null then 'The customer is eligible for no offer.'
            when others.customer_id is null then 'No contact would bring more than it costs.'
            else 'The limits are used up by contacts that bring more.'
        end as reason
    from customers
    left join actions on customers.customer_id = actions.customer_id
    left join held_out on customers.customer_id = held_out.customer_id
    left join permitted on customers.customer_id = permitted.customer_id
    left join eligible on customers.customer_id = eligible.customer_id
    left join others on customers.customer_id = others.customer_id

)

select
    customer_id,
    coalesce(offer_id, 'do nothing') as action,
    campaign_id,
    channel,
    expected_value,
    net_value,
    case when is_nothing_second then 'do nothing' else other_offer_id end as runner_up,
    case when not is_nothing_second then other_channel end as runner_up_channel,
    case when is_nothing_second then 0 else other_net_value end as runner_up_net_value,
    net_value - case when is_nothing_second then 0 else other_net_value end as advantage,
    -- The old name, until the next release.
    advantage as margin,
    reason
from compared
