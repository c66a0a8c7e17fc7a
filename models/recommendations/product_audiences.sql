-- One row per listed product and rank: the customers who would want it most, and why.
with

scores as (

    select
        *,
        cast(row_number() over (partition by product_number order by score desc, lift desc, customer_id) as integer) as rank
    from {{ ref('listed_scores') }}
    where evidence <> 'everyone_popularity'
    qualify rank <= {{ setting('max_audience') }}

),

products as (select * from {{ ref('products') }}),

terms as (

    select distinct
        term_number,
        kind,
        term
    from {{ ref('listed_terms') }}

)

select
    products.product_id,
    products.product_name,
    scores.rank,
    scores.customer_id,
    scores.score,
    scores.lift,
    scores.evidence,
    because.product_id as because_product_id,
    {{ listed_reason('scores', 'because', 'terms') }} as reason
from scores
inner join products on scores.product_number = products.product_number
left join products as because on scores.because_number = because.product_number
left join terms on scores.because_term = terms.term_number
