-- One row per basket and frequent pair in it: where larger itemsets are looked for; none where bit strings count them.
with

basket_products as (

    select
        basket_number,
        product_number
    from {{ ref('frequent_basket_products') }}
    where
        {{ 'true' if var('max_itemset_size') > 2 else 'false' }}
        and exists (select 1 from {{ ref('mining_plan') }} as plan where plan.itemset_counting = 'joins')

)

select
    a.basket_number,
    a.product_number as first_number,
    b.product_number as second_number
from basket_products as a
inner join basket_products as b on a.basket_number = b.basket_number and a.product_number < b.product_number
semi join {{ ref('frequent_pairs') }} as frequent_pairs
    on a.product_number = frequent_pairs.first_number and b.product_number = frequent_pairs.second_number
