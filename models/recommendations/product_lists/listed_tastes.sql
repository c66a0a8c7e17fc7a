-- One row per customer and listed product of whose neighbours they bought some.
with

parts as (

    select
        own.customer_id,
        neighbours.product_number,
        neighbours.neighbour_number,
        cast({{ liking('own.decayed_orders') }} * neighbours.cosine as decimal(18, 9)) as part
    from {{ ref('listed_neighbours') }} as neighbours
    inner join {{ ref('customer_products') }} as own on neighbours.neighbour_number = own.product_number and own.history = 'all'

)

select
    customer_id,
    product_number,
    cast(sum(part) as double) as taste,
    cast(sum(part) as double) / cast(sum(sum(part)) over (partition by product_number) as double) as share,
    max_by(neighbour_number, (part, -neighbour_number)) as because_number,
    round(cast(max(part) as double) / cast(sum(part) as double), 6) as because_share
from parts
group by customer_id, product_number
having sum(part) > 0
