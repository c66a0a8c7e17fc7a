-- One row per customer and channel that the shop's consents let them be contacted by: any, in a shop that keeps none.
with

channels as (select * from {{ ref('channels') }}),

known as (

    select distinct meaning
    from ({{ words_about('channel') }}) as words

),

-- A row that was rejected says something, too: if its time cannot be read then the last word. A no by no channel, or by one that nobody
-- knows, may be meant for any; a yes is not.
last_words as (

    select
        consents.customer_id,
        channels.channel,
        consents.allowed,
        consents.reject_reason
    from {{ ref('checked_consents') }} as consents
    left join known on consents.channel = known.meaning
    inner join channels
        on channels.channel = case
            when known.meaning is not null then consents.channel
            when coalesce(consents.allowed, false) then null
            else channels.channel
        end
    where consents.customer_id is not null
    qualify
        rank() over (
            partition by consents.customer_id, channels.channel
            order by consents.updated_at desc nulls first
        ) = 1

)

-- What cannot be read is a no, unless a yes came later. That the same was said in another row is no reason.
select
    customer_id,
    channel
from last_words
group by customer_id, channel
having bool_and(allowed and (reject_reason is null or reject_reason like '%another row%'))

union all

-- A table of consents that is there and empty is one in which nobody said yes.
select
    customers.customer_id,
    channels.channel
from {{ ref('customer_segments') }} as customers
cross join channels
where not {{ brings('consents') }}
