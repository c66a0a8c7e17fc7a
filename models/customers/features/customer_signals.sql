-- One row per customer who did or said something beside buying: events, ratings, reviews, surveys, where the shop has them.
with

events as (

    select
        customer_id,
        sum(n_rows) as n_events,
        coalesce(sum(n_rows) filter (where lower(event_type) like '%view%'), 0) as n_views,
        coalesce(sum(n_rows) filter (where lower(event_type) like '%cart%'), 0) as n_carts,
        count(distinct device) as n_devices,
        count(distinct location) as n_locations
    from {{ ref('stg_events') }}
    group by customer_id

),

ratings as (

    select
        customer_id,
        count(*) as n_ratings,
        {{ exact_mean('rating') }} as mean_rating
    from {{ ref('stg_ratings') }}
    group by customer_id

),

reviews as (

    select
        customer_id,
        count(*) as n_reviews
    from {{ ref('stg_reviews') }}
    where customer_id is not null
    group by customer_id

),

surveys as (

    select
        customer_id,
        sum(n_rows) as n_surveys,
        {{ exact_mean('score') }} as mean_survey_score
    from {{ ref('stg_surveys') }}
    group by customer_id

),

customers as (

    select customer_id from events
    union
    select customer_id from ratings
    union
    select customer_id from reviews
    union
    select customer_id from surveys

)

select
    customers.customer_id,
    events.n_events,
    events.n_views,
    events.n_carts,
    events.n_devices,
    events.n_locations,
    ratings.n_ratings,
    ratings.mean_rating,
    reviews.n_reviews,
    surveys.n_surveys,
    surveys.mean_survey_score
from customers
left join events on customers.customer_id = events.customer_id
left join ratings on customers.customer_id = ratings.customer_id
left join reviews on customers.customer_id = reviews.customer_id
left join surveys on customers.customer_id = surveys.customer_id
