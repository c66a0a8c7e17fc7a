-- One row per history: all that is known, and shorter ones whose next days are known, to measure, to choose and to train.
with

today as (select * from {{ ref('today') }})

{% for history in ['all', 'before_holdout', 'earlier_1', 'earlier_2', 'earlier_3'] %}
select
    '{{ history }}' as history,
    cast({{ dbt.dateadd('day', -loop.index0 * setting('holdout_days'), 'as_of') }} as date) as last_day
from today
{% if not loop.last %}
union all
{% endif %}
{% endfor %}
