-- One row per method of predicting ratings and metric, measured on held-out ratings that did not choose the method.
with

errors as (

    select
        method,
        rater_number,
        rated_number,
        abs(predicted - rating) as error
    from {{ ref('held_out_ratings') }}
    where fold > 0 and predicted is not null

),

summed as (

    select
        method,
        count(*) as n_ratings,
        {{ ordered_sum('error', '(rater_number, rated_number)') }} / count(*) as mean_1,
        {{ ordered_sum('power(error, 2)', '(rater_number, rated_number)') }} / count(*) as mean_2,
        {{ ordered_sum('power(error, 4)', '(rater_number, rated_number)') }} / count(*) as mean_4
    from errors
    group by method

),

measured as (

    select
        method,
        'mae' as metric,
        n_ratings,
        mean_1 as mean,
        sqrt(greatest(mean_2 - mean_1 * mean_1, 0) / nullif(n_ratings - 1, 0)) as standard_error,
        1 as root
    from summed

    union all

    select
        method,
        'rmse' as metric,
        n_ratings,
        mean_2 as mean,
        sqrt(greatest(mean_4 - mean_2 * mean_2, 0) / nullif(n_ratings - 1, 0)) as standard_error,
        2 as root
    from summed

)

select
    measured.method,
    'ratings' as target,
    measured.metric,
    power(measured.mean, 1.0 / measured.root) as value,
    case
        when measured.standard_error is not null
            then power(greatest(measured.mean - 1.96 * measured.standard_error, 0), 1.0 / measured.root)
    end as ci_low,
    power(measured.mean + 1.96 * measured.standard_error, 1.0 / measured.root) as ci_high,
    rating_method.method is not null as is_chosen,
    measured.n_ratings
from measured
left join {{ ref('rating_method') }} as rating_method on measured.method = rating_method.method
