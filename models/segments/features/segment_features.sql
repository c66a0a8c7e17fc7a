-- One row per customer: the features that clusters are made from (var segment_features), in their own units, and what is done on them.
with

customers as (select * from {{ ref('customer_features') }}),

fitted as (

    select customer_id
    from customers
    order by {{ hash_share(["'segments'", 'customer_id']) }}, customer_id
    limit {{ setting('max_fit_customers') }}

),

measured as (

    select customer_id
    from customers
    order by {{ hash_share(["'segment_quality'", 'customer_id']) }}, customer_id
    limit {{ setting('max_quality_customers') }}

)

select
    {% for feature in setting('segment_features') %}
    case when abs(cast({{ feature }} as double)) < 1e300 then cast({{ feature }} as double) end as {{ feature }},
    {% endfor %}
    customer_id in (select fitted.customer_id from fitted) as is_fitted_on,
    customer_id in (select measured.customer_id from measured) as is_measured_on,
    customer_id
from customers
