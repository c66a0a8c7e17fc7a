-- One row per contact of the first round: what is worth most to each customer at the prices, cut where a limit is reached.
with

candidates as (

    select
        *,
        n_allowed as n_left
    from {{ ref('priced_candidates') }}
    where priced_value > 0

),

remaining as (

    select
        limit_kind,
        offer_id,
        channel,
        limit_value as n_left
    from {{ ref('plan_limits') }}

),

{{ choose('candidates', 'remaining') }}

{{ chosen_columns() }}
from chosen
