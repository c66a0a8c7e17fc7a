-- One row per customer and kind of which fewer than var n_recommendations could be recommended, and why.
with

customers as (select customer_id from {{ ref('customer_segments') }}),

recommendable as (select * from {{ ref('recommendable_products') }}),

kinds as (

    select 'replenish' as recommendation_kind
    union all
    select 'discover' as recommendation_kind

),

recommended as (

    select
        customers.customer_id,
        kinds.recommendation_kind,
        count(recommendations.product_id) as n_recommended
    from customers
    cross join kinds
    left join {{ ref('customer_recommendations') }} as recommendations
        on
            customers.customer_id = recommendations.customer_id
            and kinds.recommendation_kind = recommendations.recommendation_kind
    group by customers.customer_id, kinds.recommendation_kind

),

short as (select * from recommended where n_recommended < {{ setting('n_recommendations') }}),

bought as (

    select distinct
        baskets.customer_id,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join {{ ref('baskets') }} as baskets on basket_products.basket_number = baskets.basket_number
    semi join short on baskets.customer_id = short.customer_id

),

owned as (

    select
        bought.customer_id,
        count(*) as n_owned
    from ({{ not_withheld('bought') }}) as bought
    semi join recommendable on bought.product_number = recommendable.product_number
    group by bought.customer_id

),

withheld as (

    select
        short_customers.customer_id,
        count(distinct recommendable.product_number) as n_withheld,
        string_agg(distinct withheld_products.reason, '; ' order by withheld_products.reason) as withheld_why
    from (select distinct customer_id from short) as short_customers
    inner join {{ ref('withheld_products') }} as withheld_products on short_customers.customer_id = withheld_products.customer_id
    inner join recommendable
        on
            withheld_products.product_number = recommendable.product_number
            or withheld_products.category = recommendable.category
    group by short_customers.customer_id

),

shop as (

    select
        (select count(*) from {{ ref('products') }}) as n_products,
        (select count(*) from {{ ref('advertisable_products') }}) as n_advertisable,
        (select count(*) from recommendable) as n_recommendable

),

counted as (

    select
        short.*,
        shop.*,
        coalesce(owned.n_owned, 0) as n_owned,
        coalesce(withheld.n_withheld, 0) as n_withheld,
        withheld.withheld_why
    from short
    cross join shop
    left join owned on short.customer_id = owned.customer_id
    left join withheld on short.customer_id = withheld.customer_id

)

select
    customer_id,
    recommendation_kind,
    cast(n_recommended as integer) as n_recommended,
    n_recommendable,
    n_withheld,
    n_owned,
    'Of ' || n_products || ' products, ' || (n_products - n_advertisable) || ' are barred by seeds/never_recommend.csv and '
    || (n_advertisable - n_recommendable) || ' are out of stock'
    || case when n_withheld > 0 then ', ' || n_withheld || ' are withheld from the customer: ' || withheld_why else '' end
    || '; of the ' || (n_recommendable - n_withheld) || ' that are left the customer has bought ' || n_owned as reason
from counted
