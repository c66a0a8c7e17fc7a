-- One row per basket and frequent pair in it: where larger itemsets are looked for; none where they are not counted by joins.
with

mining_plan as (

    select * from {{ ref('mining_plan') }}
    where rule_miner = 'sql' and itemset_counting = 'joins' and {{ setting('max_itemset_size') }} > 2

),

-- Products in no frequent pair leave before the join, whose work grows with the square of what stays.
rarer_products as (

    select basket_products.*
    from {{ ref('frequent_basket_products') }} as basket_products
    semi join {{ ref('frequent_pairs') }} as pairs on basket_products.product_number = pairs.second_number
    where exists (select 1 from mining_plan)

),

more_frequent_products as (

    select basket_products.*
    from {{ ref('frequent_basket_products') }} as basket_products
    semi join {{ ref('frequent_pairs') }} as pairs on basket_products.product_number = pairs.first_number
    where exists (select 1 from mining_plan)

)

select
    a.basket_number,
    a.product_number as item_1,
    b.product_number as item_2
from rarer_products as a
inner join more_frequent_products as b on a.basket_number = b.basket_number and a.product_number > b.product_number
semi join {{ ref('frequent_pairs') }} as pairs
    on a.product_number = pairs.second_number and b.product_number = pairs.first_number
