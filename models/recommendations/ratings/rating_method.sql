-- One row: the method that predicts the ratings of fold 0 best; among equals, or without such ratings, the plainest.
with

squared as (

    select
        method,
        place,
        {{ ordered_sum('power(predicted - rating, 2)', '(rater_number, rated_number)') }} as squared_error
    from {{ ref('held_out_ratings') }}
    where fold = 0 and predicted is not null
    group by method, place

),

methods as (

    select distinct
        method,
        place
    from {{ ref('held_out_ratings') }}

)

select methods.method
from methods
left join squared on methods.method = squared.method
-- Errors that only rounding makes different are equal.
qualify row_number() over (order by round(squared.squared_error, 6) nulls last, methods.place) = 1
