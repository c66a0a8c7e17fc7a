-- One row per history, target, customer and rank: the chosen method's best, varied by category and within the shop's rules.
with

chosen_methods as (select * from {{ ref('chosen_methods') }}),

scored as (

    select
        scores.history,
        scores.target,
        scores.customer_id,
        scores.product_number,
        cast(scores.score as double) as score
    from {{ ref('method_scores') }} as scores
    inner join chosen_methods on scores.target = chosen_methods.target and scores.method = chosen_methods.method
    where scores.history in ('all', 'before_holdout')

    union all

    select
        popular.history,
        popular.target,
        popular.customer_id,
        popular.product_number,
        1 / cast(popular.rank as double) as score
    from {{ ref('popularity_baseline') }} as popular
    inner join chosen_methods on popular.target = chosen_methods.target and chosen_methods.method = 'popularity'
    where popular.history = 'before_holdout'

),

allowed as (

    {{ not_withheld('scored') }}

),

boosted as (

    select
        allowed.*,
        allowed.score * recommendable.boost as boosted_score,
        recommendable.category
    from allowed
    inner join {{ ref('recommendable_products') }} as recommendable on allowed.product_number = recommendable.product_number

),

-- Of what is new, each further product of a category counts for less: maximal marginal relevance (Carbonell and Goldstein 1998), the
-- likeness of two products being whether they share a category.
varied as (

    select
        history,
        target,
        customer_id,
        product_number,
        score,
        boosted_score * power(1 - case target when 'new' then {{ setting('variety') }} else 0 end, row_number() over (
            partition by history, target, customer_id, category, case when category is null then product_number end
            order by boosted_score desc, product_number
        ) - 1) as varied_score
    from boosted

),

limited as (

    {{ at_most_per_category('varied', 'history, target, customer_id', 'varied_score desc, candidates.product_number') }}

)

select
    history,
    target,
    customer_id,
    product_number,
    score,
    varied_score,
    cast(row_number() over (
        partition by history, target, customer_id order by varied_score desc, product_number
    ) as integer) as rank
from limited
qualify rank <= {{ setting('n_recommendations') }}
