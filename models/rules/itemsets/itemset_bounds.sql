-- One row per size above two, with a number that the frequent itemsets of that size cannot exceed.
with

mining_plan as (select * from {{ ref('mining_plan') }}),

pairs_of_baskets as (

    select
        basket_number,
        count(*) as n_pairs
    from {{ ref('pair_occurrences') }}
    group by basket_number

    union all

    -- Bit strings are for dense data, where nearly every pair in a basket is frequent.
    select
        basket_number,
        count(*) * (count(*) - 1) / 2 as n_pairs
    from {{ ref('frequent_basket_products') }}
    where exists (select 1 from mining_plan where mining_plan.itemset_counting = 'bitstrings')
    group by basket_number

),

-- As many pairs as x products have hold at most as many sets of a size as x products have (Kruskal 1963, Katona 1968;
-- Lovász 1979 for an x that is not whole).
baskets as (

    select
        (1 + sqrt(1 + 8 * n_pairs)) / 2 as x,
        count(*) as n_baskets
    from pairs_of_baskets
    group by n_pairs

),

cells as (
    {% for size in range(3, [setting('max_itemset_size'), 3] | max + 1) %}
    {{ 'union all' if not loop.first }}
    select
        {{ size }} as n_items,
        coalesce(sum({{ whole(binomial('x', size) ~ ' * n_baskets + 1') }}), 0) as n_cells
    from baskets
    {% endfor %}
)

select
    cells.n_items,
    cells.n_cells,
    -- Each frequent itemset stands in min_count baskets or more.
    {{ whole('cells.n_cells / mining_plan.min_count') }} as max_itemsets
from cells
cross join mining_plan
