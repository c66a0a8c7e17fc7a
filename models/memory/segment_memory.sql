-- One row per customer: which segment this build puts them in, kept for the next build in the same file to compare with.
select
    customers.customer_id,
    customers.cluster,
    names.segment,
    names.segment_zh,
    '{{ setting("shop") }}' as shop,
    '{{ setting("segment_method") }}' as method,
    cast(({{ fingerprint(ref('segment_rules')) }}) as varchar) as rules_id,
    this_build.as_of,
    this_build.build_id
from {{ ref('customer_clusters') }} as customers
inner join {{ ref('segment_names') }} as names on customers.cluster = names.cluster
cross join {{ ref('this_build') }} as this_build
