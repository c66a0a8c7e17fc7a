-- One row per customer and how far it is to the centre of each cluster (squared, in scaled features).
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

)

-- A cluster that is not there has no centre, and its distance is missing.
select
    {% for cluster in range(n_centroids()) %}
    {{ squared_distance(cluster) }} as distance_{{ cluster }},
    {% endfor %}
    customers.customer_id
from customers
cross join centres
