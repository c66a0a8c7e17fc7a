-- One row per candidate, with what is left of its value once it has paid for what it uses of scarce limits.
with

candidates as (select * from {{ ref('plan_candidates') }}),

prices as (

    select
        limits.limit_kind,
        limits.offer_id,
        limits.channel,
        prices.shadow_price
    from {{ ref('plan_prices') }} as prices
    inner join {{ ref('plan_limits') }} as limits on prices.constraint_name = limits.constraint_name

),

budget as (select max(shadow_price) as shadow_price from prices where limit_kind = 'budget')

select
    candidates.customer_id,
    candidates.offer_id,
    candidates.channel,
    candidates.campaign_id,
    candidates.product_set,
    candidates.exclusive_group,
    candidates.n_allowed,
    candidates.cost,
    candidates.expected_value,
    cast(candidates.expected_value as double)
    - cast(candidates.cost as double) * (coalesce(budget.shadow_price, 0) + coalesce(channels.shadow_price, 0))
    - coalesce(offers.shadow_price, 0) as priced_value
from candidates
cross join budget
left join prices as channels on candidates.channel = channels.channel and channels.limit_kind = 'channel_budget'
left join prices as offers on candidates.offer_id = offers.offer_id and offers.limit_kind = 'uses'
