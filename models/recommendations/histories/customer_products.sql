-- One row per history, customer and product bought that marketing may speak of: how often and how lately.
with

bought as (

    select
        baskets.customer_id,
        basket_products.product_number,
        baskets.ordered_on
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    semi join {{ ref('advertisable_products') }} as advertisable
        on basket_products.product_number = advertisable.product_number
    where baskets.customer_id is not null

),

-- What is withheld from a customer is no reason to them either.
speakable as (

    {{ not_withheld('bought') }}

),

numbered as (

    select
        speakable.customer_id,
        cast(row_number() over (order by speakable.customer_id) - 1 as integer) as customer_number
    from speakable
    inner join {{ ref('purchase_histories') }} as histories on speakable.ordered_on <= histories.last_day
    group by speakable.customer_id

),

purchases as (

    select
        histories.history,
        numbered.customer_number,
        speakable.*,
        {{ dbt.datediff('speakable.ordered_on', 'histories.last_day', 'day') }} as age
    from speakable
    inner join numbered on speakable.customer_id = numbered.customer_id
    inner join {{ ref('purchase_histories') }} as histories on speakable.ordered_on <= histories.last_day

)

-- A decayed order counts 1 on the last day of the history and half as much for every half-life before it.
select
    history,
    customer_id,
    customer_number,
    product_number,
    cast(count(*) as integer) as n_orders,
    cast(count(*) filter (where age < {{ setting('holdout_days') }}) as integer) as recent_orders,
    min(ordered_on) as first_ordered_on,
    max(ordered_on) as last_ordered_on,
    min(age) as days_since_last,
    max(age) as days_since_first,
    sum({{ decayed('age', 0.25) }}) as fast_decayed_orders,
    sum({{ decayed('age') }}) as decayed_orders,
    sum({{ decayed('age', 4) }}) as slow_decayed_orders
from purchases
group by history, customer_id, customer_number, product_number
