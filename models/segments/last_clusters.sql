-- One row per customer whom the last build of this shop, in this file, put into a cluster; none before a first build.
{% set memory = last_build_of('segment_memory', ['customer_id', 'cluster', 'shop', 'method']) %}
{% if memory %}
select
    customer_id,
    cluster as last_cluster
from {{ memory }}
where shop = '{{ var("shop") }}' and method = '{{ var("segment_method") }}'
{% else %}
select
    customer_id,
    cast(null as integer) as last_cluster
from {{ ref('customer_features') }}
where false
{% endif %}
