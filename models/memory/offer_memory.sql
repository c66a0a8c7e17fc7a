-- One row per day of a build, segment (or all) and offer: how often it was to be chosen, kept for the plan of the next build.
{% set columns = [
    'segment', 'offer_id', 'n_contacts', 'n_responses', 'mean', 'worth', 'is_stopped', 'propensity',
    'shop', 'as_of', 'build_id'
] %}
{% set memory = last_build_of('offer_memory', columns) %}
select
    choices.segment,
    choices.offer_id,
    choices.n_contacts,
    posteriors.n_responses,
    choices.mean,
    choices.worth,
    choices.is_stopped,
    choices.propensity,
    this_build.shop,
    this_build.as_of,
    this_build.build_id
from {{ ref('offer_choices') }} as choices
inner join {{ ref('offer_posteriors') }} as posteriors
    on choices.segment = posteriors.segment and choices.offer_id = posteriors.offer_id
cross join {{ ref('this_build') }} as this_build
{% if memory %}
union all
select {{ 'kept.' ~ columns | join(', kept.') }}
from {{ memory }} as kept
inner join {{ ref('this_build') }} as this_build on kept.shop = this_build.shop and kept.as_of <> this_build.as_of
{% endif %}
