-- One row per customer who bought something and kept it: what they take on discount, what only then, and what they bring back.
with

order_lines as (select * from {{ ref('stg_order_lines') }} where customer_id is not null),

by_product as (

    select
        customer_id,
        product_id,
        sum(gross) filter (where quantity > 0) as gross,
        sum(discount) filter (where quantity > 0) as discount,
        sum(gross) filter (where quantity > 0 and discount > 0) as discounted_gross,
        sum(returned_gross) as returned_gross,
        bool_and(discount > 0) filter (where quantity > 0) as is_only_discounted
    from order_lines
    group by customer_id, product_id

),

summed as (

    select
        customer_id,
        count(gross) as n_products,
        sum(gross) as gross,
        sum(discount) as discount,
        coalesce(sum(discounted_gross), 0) as discounted_gross,
        coalesce(sum(gross) filter (where is_only_discounted), 0) as only_discounted_gross,
        sum(returned_gross) as returned_gross
    from by_product
    group by customer_id

)

select
    customer_id,
    coalesce(cast(discount as double) / nullif(cast(gross as double), 0), 0) as discount_share,
    coalesce(cast(discounted_gross as double) / nullif(cast(gross as double), 0), 0) as discounted_share,
    coalesce(cast(only_discounted_gross as double) / nullif(cast(gross as double), 0), 0) as only_discounted_share,
    coalesce(cast(returned_gross as double) / nullif(cast(gross + returned_gross as double), 0), 0) as return_rate
from summed
where n_products > 0
