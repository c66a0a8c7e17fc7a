-- One row per customer who rated and rank: the products they would rate highest, the rating predicted, and by what.
with

predictions as (select * from {{ ref('rating_predictions') }}),

ratings as (select * from {{ ref('rating_folds') }}),

products as (select * from {{ ref('products') }}),

raters as (

    select distinct
        rater_number,
        customer_id
    from ratings

),

allowed as (

    {{ at_most_per_category(
        'predictions', 'candidates.rater_number', 'candidates.rating desc, candidates.rated_number asc'
    ) }}

),

best as (

    select
        *,
        row_number() over (partition by rater_number order by rating desc, rated_number asc) as rank
    from allowed
    qualify rank <= {{ setting('n_recommendations') }}

),

-- Neighbours are products of the customer's own; other customers are counted, not named. The method as a condition of its
-- own would make the join a nested loop.
explained as (

    select
        best.*,
        raters.customer_id,
        rating_method.method,
        nearest.product_id as because_product_id,
        nearest.rating as because_rating
    from best
    inner join raters on best.rater_number = raters.rater_number
    cross join {{ ref('rating_method') }} as rating_method
    left join ratings as nearest
        on
            best.rater_number = nearest.rater_number
            and case when rating_method.method like 'item%' then best.nearest_number end = nearest.rated_number

)

select
    explained.customer_id,
    cast(explained.rank as integer) as rank,
    products.product_id,
    products.product_name,
    explained.rating as predicted_rating,
    explained.method,
    explained.baseline as baseline_rating,
    explained.n_neighbours,
    explained.because_product_id,
    explained.because_rating,
    case
        when explained.n_neighbours = 0 then 'What the customer gives and the product gets on average'
        when explained.because_product_id is null then explained.n_neighbours || ' customers who rate alike rated it'
        else concat(
            explained.n_neighbours, ' products rated alike that the customer rated, the nearest ',
            coalesce(because.product_name, 'product ' || explained.because_product_id), ' (', explained.because_rating, ')'
        )
    end as reason
from explained
inner join products on explained.product_number = products.product_number
left join products as because on explained.because_product_id = because.product_id
