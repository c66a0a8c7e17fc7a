-- One row per kind, rank and activity: how often the recommended product was bought in the held-out days.
with

before as (select * from {{ ref('purchase_histories') }} where history = 'before_holdout'),

purchases as (select * from {{ ref('holdout_purchases') }}),

-- Active: ordered in the last days before the held-out ones, as many days as those are.
customers as (

    select
        customer_products.customer_id,
        max(customer_products.last_ordered_on) > {{ dbt.dateadd('day', -var('holdout_days'), 'max(before.last_day)') }} as is_active
    from {{ ref('customer_products') }} as customer_products
    inner join before on customer_products.history = before.history
    group by customer_products.customer_id

),

recommendations as (

    select
        case target when 'all' then 'replenish' else 'discover' end as recommendation_kind,
        customer_id,
        product_number,
        rank
    from {{ ref('holdout_recommendations') }}
    where (method = 'own_history' and target = 'all') or (method = 'similar_products' and target = 'new')

)

-- One success and one failure are added (Laplace), so that no rate is 0 or 1.
select
    recommendations.recommendation_kind,
    customers.is_active,
    recommendations.rank,
    count(*) as n_customers,
    count(purchases.product_number) as n_hits,
    cast(count(purchases.product_number) + 1 as double) / (count(*) + 2) as hit_rate
from recommendations
inner join customers on recommendations.customer_id = customers.customer_id
left join purchases
    on recommendations.customer_id = purchases.customer_id and recommendations.product_number = purchases.product_number
group by recommendations.recommendation_kind, customers.is_active, recommendations.rank
