-- One row per response case with an order before it: what the customer had bought until the day before.
{% set categories = range(1, n_top_categories() + 1) %}
with

cases as (select * from {{ ref('response_cases') }}),

lines as (select * from {{ ref('stg_order_lines') }} where customer_id is not null and quantity > 0),

products as (

    select
        products.product_id,
        top_categories.category_number
    from {{ ref('products') }} as products
    inner join {{ ref('top_categories') }} as top_categories on products.category = top_categories.category

),

-- Sales per customer and day first: a customer is in many cases, and their orders are many.
daily as (

    select
        lines.customer_id,
        lines.ordered_on,
        {% for number in categories %}
        sum(case when products.category_number = {{ number }} then lines.gross else 0 end) as category_{{ number }},
        {% endfor %}
        sum(lines.revenue) as revenue,
        sum(lines.gross) as gross,
        sum(lines.discount) as discount
    from lines
    left join products on lines.product_id = products.product_id
    group by lines.customer_id, lines.ordered_on

)

select
    cases.history,
    cases.campaign_id,
    cases.customer_id,
    cases.starts_on - max(daily.ordered_on) as days_since_order,
    count(*) filter (where daily.ordered_on >= cases.starts_on - {{ setting('past_days') }}) as n_order_days,
    coalesce(sum(daily.revenue) filter (where daily.ordered_on >= cases.starts_on - {{ setting('past_days') }}), 0) as revenue,
    {% for number in categories %}
    coalesce(
        cast(sum(daily.category_{{ number }}) as double) / nullif(cast(sum(daily.gross) as double), 0), 0
    ) as category_{{ number }}_share,
    {% endfor %}
    coalesce(cast(sum(daily.discount) as double) / nullif(cast(sum(daily.gross) as double), 0), 0) as discount_share
from cases
inner join daily on cases.customer_id = daily.customer_id and cases.starts_on > daily.ordered_on
group by cases.history, cases.campaign_id, cases.customer_id, cases.starts_on
