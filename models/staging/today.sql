-- One row: the day that counts as today. Of this build it is known before anything but the orders is read.
-- depends_on: {{ ref('stg_order_lines') }}, which stops a build without an order
select
    coalesce(
        cast(nullif('{{ setting("as_of") or "" }}', '') as date), {{ local_day('max(ordered_at)') }}
    ) as as_of
from {{ ref('checked_order_lines') }}
where reject_reason is null
