-- One row per kind, rank and activity: how often the recommended product was bought in the held-out days.
with

purchases as (select * from {{ ref('later_purchases') }} where history = 'before_holdout'),

-- Active: ordered in the last days before the held-out ones, as many days as those are.
customers as (

    select
        customer_id,
        days_since_basket < {{ setting('holdout_days') }} as is_active
    from {{ ref('history_customers') }}
    where history = 'before_holdout'

),

recommendations as (

    select
        case target when 'all' then 'replenish' else 'discover' end as recommendation_kind,
        customer_id,
        product_number,
        rank
    from {{ ref('varied_recommendations') }}
    where history = 'before_holdout'

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
