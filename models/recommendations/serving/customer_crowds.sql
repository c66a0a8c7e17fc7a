-- One row per customer and crowd that they are in: their segment, region, preferred channel, and everyone.
with

segments as (select * from {{ ref('customer_segments') }}),

regions as (select * from {{ ref('usable_traits') }})

select
    customer_id,
    'segment' as crowd_kind,
    segment as crowd
from segments

union all

select
    customer_id,
    'channel' as crowd_kind,
    preferred_channel as crowd
from segments
where preferred_channel is not null

union all

select
    customer_id,
    'region' as crowd_kind,
    region as crowd
from regions
where region is not null

union all

select
    coalesce(segments.customer_id, regions.customer_id) as customer_id,
    'everyone' as crowd_kind,
    'everyone' as crowd
from segments
full outer join regions on segments.customer_id = regions.customer_id
