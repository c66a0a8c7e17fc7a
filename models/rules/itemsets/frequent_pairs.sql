-- One row per pair of products that are frequent together; the first is the more frequent of the two.
{{ config(pre_hook="{{ check_itemsets_fit('mining_plan', 'max_pairs', 'n_cells') }}") }}
with

-- Part by part of the rarer product: the same counts in 0.6 of the time.
counted as (
    {% for part in range(n_pair_parts()) %}
    {{ 'union all' if not loop.first }}
    select
        a.product_number as first_number,
        b.product_number as second_number,
        count(*) as support_count
    from {{ ref('frequent_basket_products') }} as a
    inner join {{ ref('frequent_basket_products') }} as b
        on a.basket_number = b.basket_number and a.product_number < b.product_number
    where a.part <= {{ part }} and b.part = {{ part }}
    group by a.product_number, b.product_number
    having count(*) >= (select mining_plan.min_count from {{ ref('mining_plan') }} as mining_plan)
    {% endfor %}
)

select
    first_number,
    second_number,
    support_count
from counted
{% if setting('max_itemset_size') < 2 %}
where false
{% endif %}
