-- One row per setting of this build.
select
    setting,
    value,
    description,
    {{ build_id() }}
from {{ ref('settings') }}
