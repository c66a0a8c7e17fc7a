-- One row per contact chosen greedily: what is worth most to each customer at the prices, cut to the limits, then what that leaves room for.
with

limits as (

    select
        limit_kind,
        offer_id,
        channel,
        limit_value as n_left
    from {{ ref('plan_limits') }}

),

candidates as (

    select
        *,
        n_allowed as n_left
    from {{ ref('priced_candidates') }}
    where priced_value > 0

),

best as (

    {{ choose('candidates', 'limits') }}

),

-- An offer that finds fewer customers than it needs is not made.
unmade as (

    select limits.offer_id
    from limits
    left join best on limits.offer_id = best.offer_id
    where limits.limit_kind = 'audience'
    group by limits.offer_id, limits.n_left
    having count(*) filter (where not best.is_holdout) < limits.n_left

),

made as (select best.* from best anti join unmade on best.offer_id = unmade.offer_id),

{{ remaining_limits('made') }},

{{ reopen('made') }},

more as (

    {{ choose('reopened', 'remaining') }}

)

select
    *,
    1 as round
from made
union all
select
    *,
    2 as round
from more
