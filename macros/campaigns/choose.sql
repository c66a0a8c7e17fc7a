{#
  A round of choosing: for each customer the best candidates that are left, then, limit by limit, those that would be missed
  most while there is room. A query, to stand in brackets after the CTEs that it is given; its rows are the candidates that are
  chosen, with is_global_holdout and is_holdout.

  candidates: name of a CTE with the columns of priced_candidates and n_left, contacts that the customer has left.
  limits: name of a CTE with limit_kind, offer_id, channel and n_left, what is left of it.
#}
{% macro choose(candidates, limits) %}
with

-- One offer, by one channel, for the same products, then one of a group: each customer's best.
best_of_products as (

    select *
    from {{ candidates }}
    qualify row_number() over (partition by customer_id, product_set order by priced_value desc, offer_id, channel) = 1

),

best as (

    select *
    from best_of_products
    qualify row_number() over (partition by customer_id, exclusive_group order by priced_value desc, offer_id) = 1

),

placed as (

    select
        *,
        row_number() over (partition by customer_id order by priced_value desc, offer_id) as place
    from best
    qualify place <= n_left + 1

),

-- What a customer would lose by going without: what it is worth more than the next best, or than nothing.
missed as (

    select
        *,
        priced_value - greatest(coalesce(max(case when place > n_left then priced_value end) over (partition by customer_id), 0), 0) as regret
    from placed
    qualify place <= n_left

),

-- Who is held out uses nothing, and is chosen while there would be room for one who is not.
drawn as (

    select
        *,
        {{ is_held_out('customer_id') }} as is_global_holdout,
        is_global_holdout or {{ is_held_out('customer_id', 'campaign_id') }} as is_holdout,
        case when is_holdout then 0 else 1 end as n_used
    from missed

),

within_uses as (

    select drawn.*
    from drawn
    left join {{ limits }} as offers on drawn.offer_id = offers.offer_id and offers.limit_kind = 'uses'
    qualify
        offers.n_left is null
        or sum(drawn.n_used) over (
            partition by drawn.offer_id order by drawn.regret desc, drawn.customer_id, drawn.channel
            rows between unbounded preceding and current row
        ) + 1 - drawn.n_used <= offers.n_left

),

within_channel as (

    select within_uses.*
    from within_uses
    left join {{ limits }} as channels on within_uses.channel = channels.channel and channels.limit_kind = 'channel_budget'
    qualify
        channels.n_left is null
        or sum(within_uses.cost * within_uses.n_used) over (
            partition by within_uses.channel
            order by
                within_uses.regret / nullif(cast(within_uses.cost as double), 0) desc nulls first,
                within_uses.customer_id, within_uses.offer_id
            rows between unbounded preceding and current row
        ) + within_uses.cost * (1 - within_uses.n_used) <= channels.n_left

)

select within_channel.* exclude (n_left, place, regret, n_used)
from within_channel
{%- if setting('plan_budget') is number %}
inner join {{ limits }} as budget on budget.limit_kind = 'budget'
qualify
    sum(within_channel.cost * within_channel.n_used) over (
        order by
            within_channel.regret / nullif(cast(within_channel.cost as double), 0) desc nulls first,
            within_channel.customer_id, within_channel.offer_id
        rows between unbounded preceding and current row
    ) + within_channel.cost * (1 - within_channel.n_used) <= budget.n_left
{%- endif %}
{% endmacro %}
