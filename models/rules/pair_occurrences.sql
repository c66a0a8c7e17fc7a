-- One row per basket and frequent pair in it: where larger itemsets are looked for.
select
    a.basket_number,
    a.product_number as first_number,
    b.product_number as second_number
from {{ ref('frequent_basket_products') }} as a
inner join {{ ref('frequent_basket_products') }} as b
    on a.basket_number = b.basket_number and a.product_number < b.product_number
semi join {{ ref('frequent_pairs') }} as frequent_pairs
    on a.product_number = frequent_pairs.first_number and b.product_number = frequent_pairs.second_number
{% if var('max_itemset_size') < 3 %}
where false
{% endif %}
