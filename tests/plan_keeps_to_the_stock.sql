-- An offer of a list names no product to more customers than there are units of it, counted anew from the plan and the stock.
with

contacts as (

    select
        plan.offer_id,
        unnest(plan.product_ids) as product_id
    from {{ ref('campaign_plan') }} as plan
    inner join {{ ref('offers') }} as offers on plan.offer_id = offers.offer_id and offers.recommends = 'list'
    where not plan.is_holdout

)

select
    contacts.offer_id,
    products.product_id
from contacts
inner join {{ ref('products') }} as products on contacts.product_id = products.product_id
group by contacts.offer_id, products.product_id, products.stock
having count(*) > products.stock
