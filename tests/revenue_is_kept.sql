-- Revenue is the same in every mart, with that of orders without a customer where it is of customers; and no unit is lost between
-- what was bought, what came back and what was kept.
{{ config(group='staging') }}
with

lines as (select * from {{ ref('stg_order_lines') }}),

purchases as (select * from {{ ref('checked_order_lines') }} where reject_reason is null and quantity > 0),

baskets as (select * from {{ ref('baskets') }}),

anonymous as (select coalesce(sum(revenue), 0) as revenue from baskets where customer_id is null),

totals as (

    select
        'revenue of baskets' as whose,
        (select sum(revenue) from lines) as total_of_lines,
        (select sum(revenue) from baskets) as total
    union all
    select
        'revenue of products' as whose,
        (select sum(revenue) from lines) as total_of_lines,
        (select sum(revenue) from {{ ref('products') }}) as total
    union all
    select
        'revenue of customers' as whose,
        (select sum(revenue) from lines) as total_of_lines,
        (select coalesce(sum(monetary), 0) from {{ ref('customer_segments') }})
        + (select revenue from anonymous) as total
    union all
    select
        'revenue of segments' as whose,
        (select sum(revenue) from lines) as total_of_lines,
        (select coalesce(sum(revenue), 0) from {{ ref('segment_profiles') }})
        + (select revenue from anonymous) as total
    union all
    select
        'units bought' as whose,
        (select sum(quantity + returned_quantity) from lines) as total_of_lines,
        (select sum(quantity) from purchases) as total
    union all
    select
        'units that came back' as whose,
        (select sum(returned_quantity) from lines) as total_of_lines,
        (select coalesce(sum(matched_quantity), 0) from {{ ref('returns') }}) as total

)

select
    whose,
    total_of_lines,
    total
from totals
where total_of_lines is distinct from total
