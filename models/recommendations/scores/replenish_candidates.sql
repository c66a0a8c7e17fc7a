-- One row per history, customer and product that they may buy again, with what a ranker learns from.
with

customer_products as (select * from {{ ref('customer_products') }}),

later_purchases as (select * from {{ ref('later_purchases') }}),

-- Of the earlier histories the ranker needs examples only: all that was bought, and a part of what was not.
candidates as (

    select
        customer_products.*,
        later_purchases.product_number is not null as was_bought,
        {{ is_example('customer_products.history', 'customer_products.customer_id', 'customer_products.product_number') }} as is_example
    from customer_products
    semi join {{ ref('recommendable_products') }} as recommendable
        on customer_products.product_number = recommendable.product_number
    left join later_purchases
        on
            customer_products.history = later_purchases.history
            and customer_products.customer_id = later_purchases.customer_id
            and customer_products.product_number = later_purchases.product_number
    qualify row_number() over (
        partition by customer_products.history, customer_products.customer_id
        order by customer_products.decayed_orders desc, customer_products.product_number
    ) <= {{ setting('n_candidates') }}

)

select
    candidates.history,
    candidates.customer_id,
    candidates.product_number,
    customers.is_first_half,
    candidates.was_bought,
    candidates.is_example,
    cast(candidates.n_orders as double) as n_orders,
    cast(candidates.recent_orders as double) as recent_orders,
    cast(candidates.fast_decayed_orders as double) as fast_decayed_orders,
    cast(candidates.decayed_orders as double) as decayed_orders,
    cast(candidates.slow_decayed_orders as double) as slow_decayed_orders,
    cast(candidates.days_since_last as double) as days_since_last,
    cast(candidates.days_since_first as double) as days_since_first,
    cast(candidates.days_since_last as double) * nullif(candidates.n_orders - 1, 0)
    / nullif(candidates.days_since_first - candidates.days_since_last, 0) as own_cycles,
    candidates.days_since_last / nullif(products.mean_days_between, 0) as product_cycles,
    cast(candidates.n_orders as double) / customers.n_baskets as share_of_baskets,
    cast(candidates.fast_decayed_orders as double) / nullif(customers.decayed_baskets, 0) as recent_share_of_baskets,
    cast(candidates.n_orders as double) / categories.n_orders as share_of_category,
    cast(candidates.decayed_orders as double) / nullif(categories.decayed_orders, 0) as recent_share_of_category,
    cast(candidates.days_since_last - categories.days_since_last as double) as days_behind_category,
    cast(categories.days_since_last as double) as days_since_category,
    cast(categories.n_products as double) as category_products,
    categories.decayed_orders as category_decayed_orders,
    cast(products.n_customers as double) as product_customers,
    cast(products.n_orders as double) as product_orders,
    products.repeat_share as product_repeat_share,
    products.mean_days_between as product_days_between,
    products.recent_share as product_recent_share,
    products.category_repeat_share,
    {{ customer_measures('customers') }}
from candidates
inner join {{ ref('history_customers') }} as customers
    on candidates.history = customers.history and candidates.customer_id = customers.customer_id
inner join {{ ref('history_products') }} as products
    on candidates.history = products.history and candidates.product_number = products.product_number
inner join {{ ref('history_categories') }} as categories
    on
        candidates.history = categories.history
        and candidates.customer_id = categories.customer_id
        and products.category = categories.category
where candidates.history not in ('earlier_2', 'earlier_3') or candidates.is_example
