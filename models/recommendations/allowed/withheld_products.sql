-- One row per customer and product, or category of products, that others may be recommended but not this customer.
with

customers as (

    -- Not the segments: what is withheld is known before those are found, and much waits for it.
    select customer_id from {{ ref('customer_features') }}
    union
    select customer_id from {{ ref('stg_customers') }}
    union
    select customer_id from {{ ref('stg_ratings') }}

),

customer_ages as (select * from {{ ref('customer_ages') }}),

restrictions as (

    select distinct
        restricted.category,
        case when restricted.category is null then restricted.product_number end as product_number,
        restricted.customer_id,
        restricted.minimum_age,
        restricted.reason
    from {{ ref('restricted_products') }} as restricted
    semi join {{ ref('advertisable_products') }} as advertisable on restricted.product_number = advertisable.product_number

),

withheld as (

    select
        customers.customer_id,
        restrictions.category,
        restrictions.product_number,
        restrictions.reason
    from customers
    inner join restrictions on {{ match_key('customers.customer_id') }} = {{ match_key('restrictions.customer_id') }}

    union all

    select
        customers.customer_id,
        restrictions.category,
        restrictions.product_number,
        restrictions.reason || case
            when customer_ages.age is null then ' (no year of birth)' else ' (may be younger than ' || restrictions.minimum_age || ')'
        end as reason
    from customers
    left join customer_ages on customers.customer_id = customer_ages.customer_id
    inner join restrictions on coalesce(customer_ages.age, -1) < restrictions.minimum_age

    union all

    select
        preferences.customer_id,
        cast(null as varchar) as category,
        advertisable.product_number,
        'the customer: ' || preferences.because as reason
    from {{ ref('customer_preferences') }} as preferences
    inner join {{ ref('advertisable_products') }} as advertisable on preferences.product_id = advertisable.product_id
    where preferences.preference = 'never recommend'

)

select
    customer_id,
    category,
    product_number,
    string_agg(reason, '; ' order by reason) as reason
from withheld
group by customer_id, category, product_number
