-- One row per customer that the quality of segments is measured on: all, or some drawn by hash, with their scaled features.
with

drawn as (

    select customer_id
    from {{ ref('scaled_features') }}
    order by {{ hash_share(["'segment_quality'", 'customer_id']) }}, customer_id
    limit {{ setting('max_quality_customers') }}

)

select scaled_features.*
from {{ ref('scaled_features') }} as scaled_features
semi join drawn on scaled_features.customer_id = drawn.customer_id
