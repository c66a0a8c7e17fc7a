-- One row per way to split a frequent itemset into antecedents and consequents: every rule that is tested.
with

named_itemsets as (select * from {{ ref('named_itemsets') }}),

splits as (

    select
        {{ items_at('named_itemsets.item_numbers', 'itemset_subsets.other_places') }} as antecedent_numbers,
        {{ items_at('named_itemsets.item_numbers', 'itemset_subsets.picked_places') }} as consequent_numbers,
        named_itemsets.regular_count as support_count
    from named_itemsets
    inner join {{ ref('itemset_subsets') }} as itemset_subsets on named_itemsets.n_items = itemset_subsets.n_items
    where
        itemset_subsets.n_picked between 1 and {{ setting('max_consequent_size') }}
        and itemset_subsets.n_picked < named_itemsets.n_items

)

select
    splits.antecedent_numbers,
    splits.consequent_numbers,
    antecedents.n_items as n_antecedents,
    consequents.n_items as n_consequents,
    antecedents.regular_count as antecedent_count,
    consequents.regular_count as consequent_count,
    splits.support_count,
    mining_plan.n_baskets
from splits
inner join named_itemsets as antecedents on splits.antecedent_numbers = antecedents.item_numbers
inner join named_itemsets as consequents on splits.consequent_numbers = consequents.item_numbers
cross join {{ ref('mining_plan') }} as mining_plan
