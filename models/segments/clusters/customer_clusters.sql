-- One row per customer: the nearest cluster, the next one, and how much farther that is.
with

customers as (select * from {{ ref('scaled_features') }}),

-- All centres in one row: every customer is placed in one pass over the table, and no row is multiplied.
centres as (

    select
        {% for cluster in range(n_centroids()) %}
        {% for feature in setting('segment_features') %}
        max({{ feature }}) filter (where cluster = {{ cluster }}) as {{ feature }}_{{ cluster }},
        {% endfor %}
        {% endfor %}
        count(*) as n_clusters
    from {{ ref('segment_centroids') }}

),

-- Squared. A cluster that is not there has no centre, and its distance is missing.
distances as (

    select
        {% for cluster in range(n_centroids()) %}
        {{ squared_distance(cluster) }} as distance_{{ cluster }},
        {% endfor %}
        customers.customer_id
    from customers
    cross join centres

),

-- Of equally near clusters the one of the smaller number.
placed as (

    select
        *,
        {{ nearest_cluster() }} as cluster,
        {{ nearest_distance() }} as squared_distance
    from distances

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
