-- One row per customer that clusters are fitted on, with their features: all, or as many as var max_fit_customers, by hash.
with

customers as (select * from {{ ref('segment_features') }}),

drawn as (

    select customer_id
    from customers
    order by {{ hash_share(["'segments'", 'customer_id']) }}, customer_id
    limit {{ setting('max_fit_customers') }}

)

select customers.*
from customers
semi join drawn on customers.customer_id = drawn.customer_id
