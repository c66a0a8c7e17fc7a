-- One row per order, product and household of the Complete Journey.
{{ config(enabled=setting('shop') == 'journey') }}
with

transactions as (select * from {{ journey('transactions') }}),

products as (select * from {{ journey('products') }}),

-- Fuel is counted in thousandths of a gallon, everything else in pieces.
measured as (

    select
        transactions.*,
        case
            when products.product_type like 'GASOLINE%' then transactions.quantity / 1000
            else transactions.quantity
        end as units
    from transactions
    left join products on transactions.product_id = products.product_id

),

-- What the shop itself took off the shelf price. A maker's coupon (coupon_disc) is paid back to the shop.
discounted as (

    select
        *,
        retail_disc + coupon_match_disc as discount
    from measured

)

select
    basket_id as order_id,
    household_id as customer_id,
    product_id,
    transaction_timestamp at time zone 'UTC' as ordered_at,
    units as quantity,
    case when units <> 0 then (sales_value + discount) / units else sales_value + discount end as unit_price,
    discount,
    'store' as channel,
    'USD' as currency
from discounted
