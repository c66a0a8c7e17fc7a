-- One row per user and item of the worked example.
{{ config(enabled=setting('shop') == 'worked_example') }}
select
    user_id as customer_id,
    item_id as product_id,
    rating
from {{ ref('worked_example') }}
