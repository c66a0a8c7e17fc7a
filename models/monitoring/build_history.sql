-- One row per build and measure, of this build and all before it in the same file.
{% set columns = ['area', 'measure', 'value', 'shop', 'as_of', 'build_id'] %}
{% set memory = last_build_of('build_history', columns) %}
select
    measures.area,
    measures.measure,
    measures.value,
    this_build.shop,
    this_build.as_of,
    this_build.build_id
from {{ ref('build_measures') }} as measures
cross join {{ ref('this_build') }} as this_build
{% if memory %}
union all
select {{ 'kept.' ~ columns | join(', kept.') }}
from {{ memory }} as kept
inner join {{ ref('this_build') }} as this_build on kept.build_id <> this_build.build_id
{% endif %}
