-- Rules, segments, recommendations, responses and rejected rows are about where they were in the last builds.
{{ config(severity='warn') }}
select
    area,
    measure,
    reason
from {{ ref('drift_alerts') }}
