-- One row per product that was sold or stands in the catalogue.
with

order_lines as (select * from {{ ref('stg_order_lines') }} where quantity > 0),

catalogue as (select * from {{ ref('stg_products') }}),

sold as (

    select
        product_id,
        count(*) as n_orders,
        cast(sum(quantity) as {{ column_type('quantity') }}) as quantity,
        sum(revenue) as revenue,
        cast(sum(gross) / sum(quantity) as {{ column_type('money') }}) as mean_price
    from order_lines
    group by product_id

),

known as (

    select product_id from sold
    union
    select product_id from catalogue

)

-- Numbers fall with frequency, so that joins over pairs stay small and keys are narrow.
select
    known.product_id,
    cast(row_number() over (order by coalesce(sold.n_orders, 0) desc, known.product_id) as integer) as product_number,
    coalesce(catalogue.name, 'product ' || known.product_id) as product_name,
    catalogue.category,
    catalogue.brand,
    catalogue.unit_cost,
    catalogue.list_price,
    catalogue.stock,
    sold.mean_price,
    coalesce(sold.n_orders, 0) as n_orders,
    coalesce(sold.quantity, 0) as quantity,
    coalesce(sold.revenue, 0) as revenue,
    catalogue.product_id is not null as is_catalogued
from known
left join sold on known.product_id = sold.product_id
left join catalogue on known.product_id = catalogue.product_id
