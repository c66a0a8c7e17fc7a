-- One row per customer with contacts whose opens are known, and channel: the share of contacts by it that they take notice of.
with

noticed as (select * from {{ ref('noticed_contacts') }}),

channels as (

    select
        channel,
        cast(reach as double) as reach
    from {{ ref('channels') }}

),

weights as (select * from {{ ref('reach_weights') }}),

customers as (select distinct customer_id from noticed where n_known > 0),

believed as (

    select
        customers.customer_id,
        channels.channel,
        channels.reach as channel_reach,
        coalesce(noticed.n_contacts, 0) as n_contacts,
        coalesce(noticed.n_known, 0) as n_known,
        coalesce(noticed.n_noticed, 0) as n_noticed,
        coalesce(
            (weights.weight * channels.reach + noticed.n_noticed) / (weights.weight + noticed.n_known), channels.reach
        ) as own_reach
    from customers
    cross join channels
    left join noticed on customers.customer_id = noticed.customer_id and channels.channel = noticed.channel
    left join weights on channels.channel = weights.channel

),

-- How much more of their contacts they noticed than reach leads to expect. Whoever answers is one who noticed.
attention as (

    select
        customer_id,
        coalesce(
            {{ ordered_sum('n_contacts * own_reach / channel_reach', 'channel') }} / nullif(cast(sum(n_contacts) as double), 0), 1
        ) as attention
    from believed
    group by customer_id

),

scores as (select * from {{ ref('response_scores') }} where offer_kind = 'all' and responsiveness > 0),

logs as (

    select
        ln(attention.attention) as attention,
        ln(scores.responsiveness) as responsiveness
    from attention
    inner join scores on attention.customer_id = scores.customer_id

),

means as (

    select
        {{ exact_mean('attention') }} as attention,
        {{ exact_mean('responsiveness') }} as responsiveness,
        {{ exact_mean('attention * attention') }} as squared,
        {{ exact_mean('attention * responsiveness') }} as crossed
    from logs

),

-- Responsiveness knows of attention as far as it rises with it (least squares of the logarithms): that far it does not count again.
slopes as (

    select
        greatest(0, least(1, coalesce(
            (crossed - attention * responsiveness) / nullif(greatest(squared - attention * attention, 0), 0), 0
        ))) as slope
    from means

)

select
    believed.customer_id,
    believed.channel,
    believed.n_known,
    believed.n_noticed,
    round(believed.own_reach, 9) as own_reach,
    round(least(1, believed.own_reach / power(attention.attention, slopes.slope)), 9) as reach
from believed
inner join attention on believed.customer_id = attention.customer_id
cross join slopes
