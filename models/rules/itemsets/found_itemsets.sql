-- One row per frequent itemset, by product numbers, as the chosen miner found it.
-- depends_on: {{ ref('itemsets_by_fpgrowth') }}, so that what dbt reads is the same whatever rule_miner is.
select
    {{ list_of(['product_number']) }} as item_numbers,
    support_count,
    regular_count
from {{ ref('frequent_products') }}
{% if setting('rule_miner') == 'fpgrowth' %}
union all
select
    item_numbers,
    support_count,
    support_count as regular_count
from {{ ref('itemsets_by_fpgrowth') }}
{% else %}
union all
select
    {{ list_of(['first_number', 'second_number']) }} as item_numbers,
    support_count,
    support_count as regular_count
from {{ ref('frequent_pairs') }}
union all
select
    item_numbers,
    support_count,
    support_count as regular_count
from {{ ref('itemsets_by_joins') }}
union all
select
    item_numbers,
    support_count,
    support_count as regular_count
from {{ ref('itemsets_by_bitstrings') }}
{% endif %}
