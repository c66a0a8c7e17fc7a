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

-- How much more they noticed than others of the contacts that they had: whoever answers is one who noticed.
attention as (

    select
        customer_id,
        coalesce(
            {{ ordered_sum('n_contacts * own_reach / channel_reach', 'channel') }} / nullif(cast(sum(n_contacts) as double), 0), 1
        ) as attention
    from believed
    group by customer_id

),

known as (

    select
        customer_id,
        count(*) filter (where evidence in ('model', 'uplift')) > 0 as is_known
    from {{ ref('response_scores') }}
    group by customer_id

)

-- Where responsiveness speaks of the customer their attention is in it already, and reach only tells the channels apart.
select
    believed.customer_id,
    believed.channel,
    believed.n_known,
    believed.n_noticed,
    round(believed.own_reach, 9) as own_reach,
    round(
        least(1, case when coalesce(known.is_known, false) then believed.own_reach / attention.attention else believed.own_reach end), 9
    ) as reach
from believed
inner join attention on believed.customer_id = attention.customer_id
left join known on believed.customer_id = known.customer_id
