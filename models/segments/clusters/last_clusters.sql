-- One row per customer whom the last build of this shop, in this file, put into a cluster; none before a first build.
{% set columns = ['customer_id', 'cluster', 'segment', 'segment_zh', 'shop', 'method', 'rules_id', 'as_of'] %}
{% set memory = last_build_of('segment_memory', columns) %}
{% set rules_id = 'cast((' ~ fingerprint(ref('segment_rules')) ~ ') as varchar)' %}
{% if memory %}
select
    customer_id,
    cluster as last_cluster,
    segment as last_segment,
    segment_zh as last_segment_zh,
    rules_id = {{ rules_id }} as has_same_rules,
    as_of as last_as_of
from {{ memory }}
where shop = '{{ setting("shop") }}' and method = '{{ setting("segment_method") }}'
{% else %}
select
    customer_id,
    cast(null as integer) as last_cluster,
    cast(null as varchar) as last_segment,
    cast(null as varchar) as last_segment_zh,
    cast(null as boolean) as has_same_rules,
    last_order_on as last_as_of
from {{ ref('customer_features') }}
where false
{% endif %}
