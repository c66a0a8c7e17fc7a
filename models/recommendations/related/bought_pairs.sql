-- One row per pair of products that are bought together often enough to be looked at; the first is the more frequent. A table
-- of its own, so that the engine knows how few they are before it joins them.
select
    a.product_number as first_number,
    b.product_number as second_number,
    count(*) as n_together,
    count(distinct a.buyer_number) as n_buyers
from {{ ref('bought_products') }} as a
inner join {{ ref('bought_products') }} as b on a.basket_number = b.basket_number and a.product_number < b.product_number
group by a.product_number, b.product_number
having count(*) >= {{ setting('min_product_customers') }}
