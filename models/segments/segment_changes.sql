-- One row per customer who is in another segment than in the last build of this shop, or was in none: from where to where.
with

customers as (select * from {{ ref('customer_segments') }}),

last_build as (select * from {{ ref('last_clusters') }}),

-- Before a first build nobody has changed.
compared as (select max(last_as_of) as last_as_of from last_build)

select
    customers.customer_id,
    case when last_build.customer_id is null then 'arrived' else 'moved' end as change,
    last_build.last_segment as from_segment,
    last_build.last_segment_zh as from_segment_zh,
    customers.segment as to_segment,
    customers.segment_zh as to_segment_zh,
    last_build.last_cluster as from_cluster,
    customers.cluster as to_cluster,
    customers.distance_ratio,
    compared.last_as_of as from_as_of,
    today.as_of as to_as_of
from customers
cross join compared
cross join {{ ref('today') }} as today
left join last_build on customers.customer_id = last_build.customer_id
where
    compared.last_as_of is not null
    and (last_build.customer_id is null or last_build.last_segment <> customers.segment)
