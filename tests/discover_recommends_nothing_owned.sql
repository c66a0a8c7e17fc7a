-- What is recommended to discover, the customer has never bought and kept; what is recommended to replenish, they have.
with

customer_products as (

    select
        customer_products.customer_id,
        products.product_id
    from {{ ref('customer_products') }} as customer_products
    inner join {{ ref('products') }} as products on customer_products.product_number = products.product_number
    where customer_products.history = 'all'

)

select
    recommendations.customer_id,
    recommendations.recommendation_kind,
    recommendations.product_id
from {{ ref('customer_recommendations') }} as recommendations
left join customer_products as owned
    on recommendations.customer_id = owned.customer_id and recommendations.product_id = owned.product_id
where (owned.product_id is null) <> (recommendations.recommendation_kind = 'discover')
