-- One row per target, offer kind, method, purpose and score: how many cases have it, how many have more or less, and who responded.
with

outcomes as (select * from {{ ref('response_outcomes') }}),

counted as (

    select
        target,
        offer_kind,
        method,
        purpose,
        score,
        count(*) as n_cases,
        count(*) filter (where has_responded) as n_responses,
        coalesce(sum(weight) filter (where is_treated), 0) as treated,
        coalesce(sum(weight) filter (where not is_treated), 0) as held_out,
        coalesce(sum(weight) filter (where is_treated and has_responded), 0) as treated_responses,
        coalesce(sum(weight) filter (where not is_treated and has_responded), 0) as held_out_responses
    from outcomes
    group by target, offer_kind, method, purpose, score

)

-- Equal scores stand together: no metric depends on how ties are broken.
select
    target,
    offer_kind,
    method,
    purpose,
    score,
    n_cases,
    n_responses,
    treated,
    held_out,
    treated_responses,
    held_out_responses,
    sum(n_cases) over everyone as all_cases,
    sum(n_responses) over everyone as all_responses,
    sum(treated) over everyone as all_treated,
    sum(n_cases) over from_above - n_cases as n_above,
    sum(n_cases) over everyone - sum(n_cases) over from_above as n_below,
    sum(n_cases - n_responses) over everyone - sum(n_cases - n_responses) over from_above as n_refusals_below,
    cast(
        sum(treated_responses) over from_above
        - coalesce(
            sum(held_out_responses) over from_above * cast(sum(treated) over from_above as double) / nullif(sum(held_out) over from_above, 0), 0
        ) as double
    ) / sum(treated) over everyone as gained
from counted
window
    everyone as (partition by target, offer_kind, method, purpose),
    from_above as (partition by target, offer_kind, method, purpose order by score desc)
