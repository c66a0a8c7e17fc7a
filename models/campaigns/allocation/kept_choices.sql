-- One row per contact that is left after the exchanges: of the first two rounds, or in the place of one of them.
with

exchanges as (select * from {{ ref('exchanges') }}),

chosen as (

    select first_choices.*
    from {{ ref('first_choices') }} as first_choices
    semi join {{ ref('offer_audiences') }} as offers on first_choices.offer_id = offers.offer_id and offers.is_made
    union all
    select * from {{ ref('second_choices') }}

)

select chosen.*
from chosen
anti join exchanges on chosen.customer_id = exchanges.customer_id and chosen.offer_id = exchanges.displaced_offer_id
union all
{{ chosen_columns() }}
from exchanges
