-- One row per basket, with a number for who bought it; a basket without a customer is a buyer of its own.
select
    basket_number,
    customer_id is not null as is_customer,
    case
        when customer_id is null then basket_number
        else min(basket_number) over (partition by customer_id)
    end as buyer_number
from {{ ref('baskets') }}
