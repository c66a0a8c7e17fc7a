-- One row per listed product and term that tells what it is.
select
    product_terms.product_number,
    product_terms.kind,
    product_terms.term,
    product_terms.term_number,
    product_terms.weight
from {{ ref('product_terms') }} as product_terms
semi join {{ ref('listed_products') }} as listed on product_terms.product_number = listed.product_number
