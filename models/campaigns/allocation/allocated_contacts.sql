-- One row per contact that the limits leave room for: those chosen greedily, swaps in the place of some, and what fits beside them.
with

swaps as (select * from {{ ref('contact_swaps') }}),

made as (

    select contacts.*
    from {{ ref('greedy_contacts') }} as contacts
    anti join swaps on contacts.customer_id = swaps.customer_id and contacts.offer_id = swaps.displaced_offer_id
    union all
    select * exclude (displaced_offer_id)
    from swaps

),

{{ remaining_limits('made') }},

{{ reopen('made') }},

more as (

    {{ choose('reopened', 'remaining') }}

)

select * from made
union all
select
    *,
    4 as round
from more
