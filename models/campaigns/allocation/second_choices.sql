-- One row per contact of the second round: what the first one and offers without an audience leave room for.
with

made as (

    select first_choices.*
    from {{ ref('first_choices') }} as first_choices
    semi join {{ ref('offer_audiences') }} as offers on first_choices.offer_id = offers.offer_id and offers.is_made

),

{{ remaining_limits('made') }},

{{ reopen('made') }},

{{ choose('reopened', 'remaining') }}

{{ chosen_columns() }}
from chosen
