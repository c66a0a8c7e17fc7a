-- One row per pair of products that are frequent together; the first is the more frequent of the two.
{{ config(pre_hook="{{ check_itemsets_fit('mining_plan', 'max_pairs', 'n_cells') }}") }}
with

basket_products as (select * from {{ ref('frequent_basket_products') }}),

mining_plan as (select * from {{ ref('mining_plan') }})

select
    a.product_number as first_number,
    b.product_number as second_number,
    count(*) as support_count
from basket_products as a
inner join basket_products as b on a.basket_number = b.basket_number and a.product_number < b.product_number
{% if var('max_itemset_size') < 2 %}
where false
{% endif %}
group by a.product_number, b.product_number
having count(*) >= (select mining_plan.min_count from mining_plan)
