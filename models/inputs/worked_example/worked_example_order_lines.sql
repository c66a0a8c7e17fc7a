-- One row per rating of the worked example: each user is one basket, and what a user rated lies in it.
{{ config(enabled=setting('shop') == 'worked_example') }}
select
    user_id as order_id,
    user_id as customer_id,
    item_id as product_id,
    timestamp '2024-01-01 12:00:00' as ordered_at,
    1 as quantity,
    1 as unit_price
from {{ ref('worked_example') }}
