-- One row per segment (or all) and offer that it may get: how often the next plan is to choose it, so that it learns and earns.
with

draws as (select * from {{ ref('offer_draws') }}),

offers as (select * from {{ ref('offers') }}),

posteriors as (select * from {{ ref('offer_posteriors') }}),

allowed as (

    select
        draws.*,
        offers.stages is not null or offers.top_value_share is not null as is_for_some
    from draws
    inner join offers
        on
            draws.offer_id = offers.offer_id
            and (offers.segments is null or list_contains(string_split(offers.segments, '|'), draws.segment))
            and (offers.not_segments is null or not list_contains(string_split(offers.not_segments, '|'), draws.segment))

),

-- An offer that only some of the segment may get takes nothing from those that all may get.
best as (

    select
        *,
        coalesce(
            worth >= max(case when not is_for_some then worth end) over (partition by segment, draw), true
        ) as is_best
    from allowed

),

-- Thompson: an offer is chosen as often as it is the best.
shares as (

    select
        segment,
        offer_id,
        count(*) filter (where is_best) as n_best,
        cast(count(*) filter (where is_best) as double) / count(*) as best_share
    from best
    group by segment, offer_id

),

judged as (

    select
        shares.*,
        posteriors.n_contacts,
        posteriors.mean,
        posteriors.ci_low,
        posteriors.ci_high,
        posteriors.worth,
        shares.best_share < {{ setting('stop_below') }} and posteriors.n_contacts >= {{ setting('min_arm_customers') }} as is_stopped
    from shares
    inner join posteriors on shares.offer_id = posteriors.offer_id and shares.segment = posteriors.segment

),

weighed as (

    select
        *,
        case
            when is_stopped then 0
            else
                (1 - {{ setting('exploration_share') }}) * n_best / sum(case when is_stopped then 0 else n_best end) over (partition by segment)
                + {{ setting('exploration_share') }} / cast(count(*) filter (where not is_stopped) over (partition by segment) as double)
        end as propensity
    from judged

)

select
    segment,
    offer_id,
    n_contacts,
    mean,
    ci_low,
    ci_high,
    worth,
    best_share,
    is_stopped,
    propensity
from weighed
