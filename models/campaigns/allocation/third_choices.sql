-- One row per contact of the third round: what exchanges leave room for.
with

made as (select * from {{ ref('kept_choices') }}),

{{ remaining_limits('made') }},

{{ reopen('made') }},

{{ choose('reopened', 'remaining') }}

{{ chosen_columns() }}
from chosen
