-- One row per history: all that is known, and all but the last days, which measure what is recommended from the rest.
with

this_build as (select * from {{ ref('this_build') }})

select
    'all' as history,
    as_of as last_day
from this_build
where as_of is not null

union all

select
    'before_holdout' as history,
    cast({{ dbt.dateadd('day', -var('holdout_days'), 'as_of') }} as date) as last_day
from this_build
where as_of is not null
