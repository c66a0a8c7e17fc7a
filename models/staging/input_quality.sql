-- One row per table of the input contract: where each of its rows went.
with

rejected as (

    select
        input_table,
        count(*) as n_rejected
    from {{ ref('rejected_rows') }}
    group by input_table

),

-- n_merged counts the purchases of an order and product beyond its first, and the equal rows of events beyond the first.
-- A return is staged in a table of its own.
counted as (

    {% for table, spec in contract().items() %}
    {% set relation = input(table) %}
    select
        '{{ table }}' as input_table,
        {{ '(select count(*) from ' ~ relation ~ ')' if relation is not none else 0 }} as n_input,
        {% if table == 'order_lines' %}
        count(*) + (select count(*) from {{ ref('returns') }}) as n_staged,
        coalesce(sum(n_lines - 1), 0) as n_merged
        {% elif spec.get('merge') %}
        count(*) as n_staged,
        coalesce(sum(n_rows - 1), 0) as n_merged
        {% else %}
        count(*) as n_staged,
        0 as n_merged
        {% endif %}
    from {{ ref('stg_' ~ table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

-- Sales of products that the catalogue lacks are kept: losing revenue would be worse than a missing name.
orphans as (

    select count(*) as n_orphans
    from {{ ref('stg_order_lines') }} as order_lines
    anti join {{ ref('stg_products') }} as products on order_lines.product_id = products.product_id

)

select
    counted.input_table,
    cast(counted.n_input as bigint) as n_input,
    cast(counted.n_staged as bigint) as n_staged,
    coalesce(rejected.n_rejected, 0) as n_rejected,
    cast(counted.n_merged as bigint) as n_merged,
    case when counted.input_table = 'order_lines' then orphans.n_orphans else 0 end as n_orphans
from counted
cross join orphans
left join rejected on counted.input_table = rejected.input_table
