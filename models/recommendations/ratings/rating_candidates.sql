-- One row per customer who rated and product that they might like: the best rated and the most rated ones that they did not rate.
with

ratings as (select * from {{ ref('rating_folds') }}),

overall as (select avg(cast(rating as decimal(38, 6))) as mean_rating from ratings),

rated as (

    select
        ratings.product_id,
        ratings.rated_number,
        count(*) as n_ratings,
        sum(cast(ratings.rating as decimal(38, 6))) as sum_of_ratings
    from ratings
    group by ratings.product_id, ratings.rated_number

),

-- Few ratings count little: as many more are taken to be at the mean as a product needs to be trusted.
ranked as (

    select
        recommendable.product_number,
        rated.rated_number,
        row_number() over (
            order by
                (rated.sum_of_ratings + {{ setting('min_product_customers') }} * overall.mean_rating)
                / (rated.n_ratings + {{ setting('min_product_customers') }}) desc, rated.rated_number asc
        ) as place_by_rating,
        row_number() over (order by rated.n_ratings desc, rated.rated_number asc) as place_by_number
    from rated
    cross join overall
    inner join {{ ref('recommendable_products') }} as recommendable on rated.product_id = recommendable.product_id

),

raters as (

    select distinct
        customer_id,
        rater_number
    from ratings

),

candidates as (

    select
        raters.customer_id,
        raters.rater_number,
        ranked.product_number,
        ranked.rated_number
    from raters
    inner join ranked on least(ranked.place_by_rating, ranked.place_by_number) <= 20 * {{ setting('n_recommendations') }}
    anti join ratings on raters.rater_number = ratings.rater_number and ranked.rated_number = ratings.rated_number

)

{{ not_withheld('candidates') }}
