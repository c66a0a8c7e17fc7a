-- One row per itemset of a significant rule and basket that holds it.
with

basket_products as (select * from {{ ref('frequent_basket_products') }}),

sides as (

    select distinct
        itemset_number,
        item_numbers
    from {{ ref('rule_itemsets') }}

),

members as (

    select
        itemset_number,
        {{ each_of('item_numbers') }} as product_number
    from sides

),

-- The rarest product has the largest number: few baskets hold it, and the others are looked up in these only.
rarest as (

    select
        itemset_number,
        max(product_number) as product_number,
        count(*) as n_items
    from members
    group by itemset_number

),

candidates as (

    select
        rarest.itemset_number,
        rarest.n_items,
        rarest.product_number,
        basket_products.basket_number
    from rarest
    inner join basket_products on rarest.product_number = basket_products.product_number

),

larger as (

    select
        candidates.itemset_number,
        candidates.basket_number
    from candidates
    inner join members
        on candidates.itemset_number = members.itemset_number and candidates.product_number <> members.product_number
    inner join basket_products
        on
            candidates.basket_number = basket_products.basket_number
            and members.product_number = basket_products.product_number
    group by candidates.itemset_number, candidates.basket_number, candidates.n_items
    having count(*) = candidates.n_items - 1

)

select
    itemset_number,
    basket_number
from candidates
where n_items = 1
union all
select
    itemset_number,
    basket_number
from larger
