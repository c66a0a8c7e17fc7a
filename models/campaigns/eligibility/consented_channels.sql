-- One row per customer and channel that the shop's consents let them be contacted by: any, in a shop that keeps none.
with

channels as (select * from {{ ref('channels') }}),

known as (

    select distinct meaning
    from ({{ words_about('channel') }}) as words

),

-- A no by no channel, or by one that nobody knows, may be meant for any; a yes is not. What cannot be read is a no, that the same was said in
-- another row is no reason. A time that cannot be read, or is one that stands for none, makes the last word; a no of a day counts to its end.
said as (

    select
        consents.customer_id,
        {{ match_key('consents.customer_id') }} as person,
        channels.channel,
        consents.is_yes,
        case
            when consents.updated_at < timestamp '1971-01-01' then null
            when not consents.is_yes and consents.updated_at = {{ day_start(local_day('consents.updated_at')) }}
                then consents.updated_at + interval 1 day - interval 1 second
            else consents.updated_at
        end as said_at
    from (
        select
            *,
            coalesce(allowed and (reject_reason is null or reject_reason like '%another row%'), false) as is_yes
        from {{ ref('checked_consents') }}
    ) as consents
    left join known on consents.channel = known.meaning
    inner join channels
        on channels.channel = case
            when known.meaning is not null then consents.channel
            when coalesce(consents.allowed, false) then null
            else channels.channel
        end
    where consents.customer_id is not null

),

placed as (

    select
        *,
        rank() over (partition by customer_id, channel order by said_at desc nulls first) as place,
        rank() over (partition by person, channel order by said_at desc nulls first) as place_of_person
    from said

),

-- A yes is of the very id; a no also of one that differs in case or leading zeros.
judged as (

    select
        customer_id,
        channel,
        place > 1 or is_yes as is_yes,
        bool_and(place_of_person > 1 or is_yes) over (partition by person, channel) as is_yes_of_person
    from placed

)

select
    customer_id,
    channel
from judged
group by customer_id, channel
having bool_and(is_yes and is_yes_of_person)

union all

-- A table of consents that is there and empty is one in which nobody said yes.
select
    customers.customer_id,
    channels.channel
from {{ ref('customer_segments') }} as customers
cross join channels
where not {{ brings('consents') }}
