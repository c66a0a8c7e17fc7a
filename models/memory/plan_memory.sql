-- One row per planned contact of this build and of those of the year before, kept for the builds that see what came of them.
{% set columns = ['campaign_id', 'customer_id', 'offer_id', 'segment', 'is_holdout', 'shop', 'as_of', 'build_id'] %}
{% set memory = last_build_of('plan_memory', columns) %}
select
    plan.campaign_id,
    -- Text, as the next shop in the same file may have ids of the other type.
    cast(plan.customer_id as varchar) as customer_id,
    plan.offer_id,
    plan.segment,
    plan.is_holdout,
    this_build.shop,
    this_build.as_of,
    this_build.build_id
from {{ ref('campaign_plan') }} as plan
cross join {{ ref('this_build') }} as this_build
{% if memory %}
union all
select
    kept.campaign_id,
    kept.customer_id,
    kept.offer_id,
    kept.segment,
    kept.is_holdout,
    kept.shop,
    kept.as_of,
    kept.build_id
from {{ memory }} as kept
inner join {{ ref('this_build') }} as this_build on kept.shop = this_build.shop and kept.as_of <> this_build.as_of
where kept.as_of > cast({{ dbt.dateadd('day', -366, 'this_build.as_of') }} as date)
{% endif %}
