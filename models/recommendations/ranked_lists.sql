-- One row per list, customer and product on it: in what order the customer would want them, and why.
with

scores as (select * from {{ ref('listed_scores') }}),

products as (select * from {{ ref('products') }}),

terms as (

    select distinct
        term_number,
        kind,
        term
    from {{ ref('listed_terms') }}

)

select
    listed.list_name,
    scores.customer_id,
    cast(row_number() over (
        partition by listed.list_name, scores.customer_id order by scores.score desc, scores.product_number
    ) as integer) as rank,
    products.product_id,
    products.product_name,
    scores.score,
    scores.lift,
    scores.evidence,
    because.product_id as because_product_id,
    {{ listed_reason('scores', 'because', 'terms') }} as reason
from {{ ref('listed_products') }} as listed
inner join scores on listed.product_number = scores.product_number
inner join products on scores.product_number = products.product_number
left join products as because on scores.because_number = because.product_number
left join terms on scores.because_term = terms.term_number
