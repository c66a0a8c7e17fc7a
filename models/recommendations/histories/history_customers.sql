-- One row per history and customer: how much, how often and how lately they had bought by then.
with

baskets as (

    select
        histories.history,
        baskets.customer_id,
        count(*) as n_baskets,
        count(*) filter (where {{ dbt.datediff('baskets.ordered_on', 'histories.last_day', 'day') }} < {{ setting('holdout_days') }})
            as recent_baskets,
        min({{ dbt.datediff('baskets.ordered_on', 'histories.last_day', 'day') }}) as days_since_basket,
        max({{ dbt.datediff('baskets.ordered_on', 'histories.last_day', 'day') }}) as tenure_days,
        sum({{ decayed(dbt.datediff('baskets.ordered_on', 'histories.last_day', 'day'), 0.25) }}) as decayed_baskets
    from {{ ref('baskets') }} as baskets
    inner join {{ ref('purchase_histories') }} as histories on baskets.ordered_on <= histories.last_day
    where baskets.customer_id is not null
    group by histories.history, baskets.customer_id

),

products as (

    select
        history,
        customer_id,
        count(*) as n_products,
        sum(n_orders) as n_lines,
        count(*) filter (where n_orders > 1) as n_repeated,
        count(*) filter (where days_since_first < {{ setting('holdout_days') }}) as recent_new_products
    from {{ ref('customer_products') }}
    group by history, customer_id

)

select
    products.history,
    products.customer_id,
    baskets.n_baskets,
    baskets.recent_baskets,
    baskets.days_since_basket,
    baskets.tenure_days,
    cast(baskets.decayed_baskets as double) as decayed_baskets,
    products.n_products,
    products.n_lines,
    products.recent_new_products,
    cast(products.n_repeated as double) / products.n_products as repeat_share,
    {{ hash_share(["'half'", 'products.customer_id']) }} < 0.5 as is_first_half
from products
inner join baskets on products.history = baskets.history and products.customer_id = baskets.customer_id
