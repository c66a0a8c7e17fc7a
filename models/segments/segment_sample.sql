-- One row per customer that clusters are fitted on: all, or as many as var max_fit_customers, drawn by hash.
select customer_id
from {{ ref('segment_features') }}
order by {{ hash_share(["'segments'", 'customer_id']) }}, customer_id
limit {{ var('max_fit_customers') }}
