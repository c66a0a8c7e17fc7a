-- One row: how this build counts itemsets of three products or more, and what that was decided by.
with

all_baskets as (

    select
        count(*) as n_baskets,
        count(*) filter (where is_oversized) as n_oversized,
        {{ min_count('count(*)') }} as min_count
    from {{ ref('baskets') }}

),

frequent_products as (select count(*) as n_frequent_products from {{ ref('frequent_products') }}),

basket_sizes as (

    select
        basket_number,
        count(*) as n_products
    from {{ ref('frequent_basket_products') }}
    group by basket_number

),

-- Each frequent set stands in min_count baskets or more, so they are no more than all sets in all baskets over that.
mined as (

    select
        count(*) as n_mined,
        coalesce(sum(n_products), 0) as n_lines,
        coalesce(sum({{ whole(binomial('n_products', 2)) }}), 0) as n_pair_cells,
        coalesce(
            sum(
                {% for size in range(2, [setting('max_itemset_size'), 2] | max + 1) %}
                {{ '+ ' if not loop.first }}{{ whole(binomial('n_products', size)) }}
                {% endfor %}
            ),
            0
        ) as n_cells
    from basket_sizes

),

measured as (

    select
        all_baskets.*,
        frequent_products.*,
        mined.*,
        mined.n_lines / nullif(cast(mined.n_mined as double) * frequent_products.n_frequent_products, 0) as density
    from all_baskets
    cross join frequent_products
    cross join mined

)

select
    n_baskets,
    n_oversized,
    n_baskets - n_oversized as n_regular,
    n_mined,
    n_frequent_products,
    min_count,
    n_cells,
    {{ whole('n_pair_cells / min_count') }} as max_pairs,
    density,
    '{{ setting("rule_miner") }}' as rule_miner,
    {% if setting('itemset_counting') == 'auto' %}
    case when density >= {{ setting('dense_from') }} then 'bitstrings' else 'joins' end as itemset_counting
    {% else %}
    '{{ setting("itemset_counting") }}' as itemset_counting
    {% endif %}
from measured
