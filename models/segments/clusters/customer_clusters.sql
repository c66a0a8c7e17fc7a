-- One row per customer: the nearest cluster, the next one, and how much farther that is.
with

-- Of equally near clusters the one of the smaller number.
placed as (

    select
        *,
        {{ nearest_cluster() }} as cluster,
        {{ nearest_distance() }} as squared_distance
    from {{ ref('customer_distances') }}

),

compared as (

    select
        customer_id,
        cluster,
        squared_distance,
        {{ nearest_cluster(but='cluster') }} as next_cluster,
        {{ nearest_distance(but='cluster') }} as next_squared_distance
    from placed

)

select
    customer_id,
    cast(cluster as integer) as cluster,
    sqrt(squared_distance) as distance,
    cast(next_cluster as integer) as next_cluster,
    sqrt(next_squared_distance) as next_distance,
    sqrt(squared_distance / nullif(next_squared_distance, 0)) as distance_ratio
from compared
