-- One row per cluster of the last build and the name it had; none where the rules for names have changed since.
{% set memory = last_build_of('segment_memory', ['customer_id', 'cluster', 'segment', 'shop', 'method', 'rules_id']) %}
{% if memory %}
select distinct
    cluster as last_cluster,
    segment
from {{ memory }}
where
    shop = '{{ setting("shop") }}'
    and method = '{{ setting("segment_method") }}'
    and rules_id = cast(({{ fingerprint(ref('segment_rules')) }}) as varchar)
{% else %}
select
    cast(null as integer) as last_cluster,
    segment
from {{ ref('segment_rules') }}
where false
{% endif %}
