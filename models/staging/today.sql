-- One row: the day that counts as today. Of this build it is known before anything but the orders is read.
select coalesce(cast(nullif('{{ setting("as_of") or "" }}', '') as date), max(ordered_on)) as as_of
from {{ ref('stg_order_lines') }}
