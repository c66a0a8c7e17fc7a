-- The products' revenue is that of the order lines; the segments' is that of the order lines of known customers.
with

totals as (

    select
        'products' as whose,
        (select sum(revenue) from {{ ref('stg_order_lines') }}) as revenue_of_lines,
        (select sum(revenue) from {{ ref('products') }}) as revenue_of_mart
    union all
    select
        'segments' as whose,
        (select sum(revenue) from {{ ref('stg_order_lines') }} where customer_id is not null) as revenue_of_lines,
        (select sum(revenue) from {{ ref('segment_profiles') }}) as revenue_of_mart

)

select
    whose,
    revenue_of_lines,
    revenue_of_mart
from totals
where coalesce(revenue_of_lines, 0) <> coalesce(revenue_of_mart, 0)
