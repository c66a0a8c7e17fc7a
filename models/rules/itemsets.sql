-- One row per set of products that are frequent together.
with

named_itemsets as (select * from {{ ref('named_itemsets') }}),

members as (

    select
        item_numbers,
        support_count,
        {{ each_of('item_numbers') }} as left_out
    from named_itemsets

),

-- A superset of one product more is enough: every larger one contains such a one, which stands in no fewer baskets.
supersets as (

    select
        {{ list_without('item_numbers', 'left_out') }} as item_numbers,
        max(support_count) as support_count
    from members
    group by 1

),

all_baskets as (select n_baskets from {{ ref('mining_plan') }})

select
    named_itemsets.items,
    named_itemsets.product_names,
    named_itemsets.n_items,
    named_itemsets.support_count,
    {{ support('named_itemsets.support_count', 'all_baskets.n_baskets') }} as support,
    supersets.item_numbers is null as is_maximal,
    coalesce(supersets.support_count < named_itemsets.support_count, true) as is_closed
from named_itemsets
cross join all_baskets
left join supersets on named_itemsets.item_numbers = supersets.item_numbers
