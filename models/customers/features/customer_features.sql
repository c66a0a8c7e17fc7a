-- One row per customer who bought something and kept it: how lately, how often, how much, and what kind of shopper.
with

baskets as (select * from {{ ref('baskets') }} where customer_id is not null),

today as (select * from {{ ref('today') }}),

products as (

    select
        customer_id,
        count(distinct product_id) as n_products
    from {{ ref('stg_order_lines') }}
    where quantity > 0
    group by customer_id

),

visits as (

    select
        customer_id,
        min(ordered_on) as first_order_on,
        max(ordered_on) as last_order_on,
        count(*) as frequency,
        sum(n_products) as n_basket_products,
        sum(revenue) as monetary
    from baskets
    group by customer_id

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
        visits.customer_id,
        visits.first_order_on,
        visits.last_order_on,
        {{ dbt.datediff('visits.last_order_on', 'today.as_of', 'day') }} as recency_days,
        visits.frequency,
        cast(visits.monetary as {{ column_type('money') }}) as monetary,
        cast(visits.monetary / visits.frequency as {{ column_type('money') }}) as basket_value,
        visits.n_basket_products / visits.frequency as basket_size,
        products.n_products,
        {{ dbt.datediff('visits.first_order_on', 'today.as_of', 'day') }} as tenure_days
    from visits
    inner join products on visits.customer_id = products.customer_id
    cross join today

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
    coalesce(bargains.discount_share, 0) as discount_share,
    rhythm.mean_days_between_orders,
    measured.tenure_days,
    categories.preferred_category,
    channels.channel as preferred_channel,
    categories.n_categories,
    {% for number in range(1, n_top_categories() + 1) %}
    categories.category_{{ number }}_share,
    {% endfor %}
    bargains.discounted_share,
    bargains.only_discounted_share,
    bargains.return_rate,
    rhythm.gap_variation,
    rhythm.orders_last_quarter,
    rhythm.orders_quarter_before,
    rhythm.trend,
    hours.night_share,
    hours.morning_share,
    hours.afternoon_share,
    hours.evening_share,
    hours.weekend_share,
    signals.n_events,
    signals.n_views,
    signals.n_carts,
    signals.n_devices,
    signals.n_locations,
    signals.n_ratings,
    signals.mean_rating,
    signals.n_reviews,
    signals.n_surveys,
    signals.mean_survey_score
from measured
left join {{ ref('customer_rhythm') }} as rhythm on measured.customer_id = rhythm.customer_id
left join {{ ref('customer_hours') }} as hours on measured.customer_id = hours.customer_id
left join {{ ref('customer_bargains') }} as bargains on measured.customer_id = bargains.customer_id
left join {{ ref('customer_categories') }} as categories on measured.customer_id = categories.customer_id
left join {{ ref('customer_signals') }} as signals on measured.customer_id = signals.customer_id
left join channels on measured.customer_id = channels.customer_id and channels.preference = 1
