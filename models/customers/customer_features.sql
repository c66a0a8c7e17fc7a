-- One row per customer who ever ordered: how lately, how often, how much, and what kind of shopper.
with

order_lines as (select * from {{ ref('stg_order_lines') }} where customer_id is not null),

baskets as (select * from {{ ref('baskets') }} where customer_id is not null),

this_build as (select * from {{ ref('this_build') }}),

-- Returns net out: revenue is over all lines, visits and baskets over what was bought.
lines as (

    select
        customer_id,
        min(ordered_on) as first_order_on,
        max(ordered_on) as last_order_on,
        sum(revenue) as monetary,
        sum(discount) filter (where quantity > 0) as discount,
        sum(gross) filter (where quantity > 0) as gross,
        count(distinct product_id) filter (where quantity > 0) as n_products
    from order_lines
    group by customer_id

),

visits as (

    select
        customer_id,
        count(*) as frequency,
        count(distinct ordered_on) as n_days,
        {{ dbt.datediff('min(ordered_on)', 'max(ordered_on)', 'day') }} as n_days_between,
        sum(n_products) as n_basket_products,
        sum(revenue) as basket_revenue
    from baskets
    group by customer_id

),

categories as (

    select
        order_lines.customer_id,
        products.category,
        row_number() over (
            partition by order_lines.customer_id
            order by sum(order_lines.revenue) desc, products.category
        ) as preference
    from order_lines
    inner join {{ ref('products') }} as products on order_lines.product_id = products.product_id
    where products.category is not null
    group by order_lines.customer_id, products.category

),

channels as (

    select
        customer_id,
        channel,
        row_number() over (partition by customer_id order by count(*) desc, channel) as preference
    from baskets
    where channel is not null
    group by customer_id, channel

),

measured as (

    select
        lines.customer_id,
        lines.first_order_on,
        lines.last_order_on,
        {{ dbt.datediff('lines.last_order_on', 'this_build.as_of', 'day') }} as recency_days,
        coalesce(visits.frequency, 0) as frequency,
        cast(lines.monetary as {{ column_type('money') }}) as monetary,
        cast(visits.basket_revenue / visits.frequency as {{ column_type('money') }}) as basket_value,
        visits.n_basket_products / visits.frequency as basket_size,
        lines.n_products,
        coalesce(cast(lines.discount / nullif(lines.gross, 0) as double), 0) as discount_share,
        visits.n_days_between / nullif(visits.n_days - 1, 0) as mean_days_between_orders,
        {{ dbt.datediff('lines.first_order_on', 'this_build.as_of', 'day') }} as tenure_days
    from lines
    cross join this_build
    left join visits on lines.customer_id = visits.customer_id

)

-- Scores are fifths of the customers, 5 the best; customers who are equal score the same.
select
    measured.customer_id,
    measured.first_order_on,
    measured.last_order_on,
    measured.recency_days,
    measured.frequency,
    measured.monetary,
    {{ score('measured.recency_days', best='lowest') }} as recency_score,
    {{ score('measured.frequency') }} as frequency_score,
    {{ score('measured.monetary') }} as monetary_score,
    measured.basket_value,
    measured.basket_size,
    measured.n_products,
    measured.discount_share,
    measured.mean_days_between_orders,
    measured.tenure_days,
    categories.category as preferred_category,
    channels.channel as preferred_channel,
    {{ build_id() }}
from measured
left join categories on measured.customer_id = categories.customer_id and categories.preference = 1
left join channels on measured.customer_id = channels.customer_id and channels.preference = 1
