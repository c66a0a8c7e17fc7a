-- One row per offer with candidates: how many contacts the first round makes with it, and whether it is made at all.
with

offers as (select distinct offer_id from {{ ref('priced_candidates') }}),

audiences as (select * from {{ ref('plan_limits') }} where limit_kind = 'audience'),

chosen as (

    select
        offer_id,
        sum(n_contacts) as n_contacts
    from {{ ref('first_choices') }}
    group by offer_id

)

select
    offers.offer_id,
    coalesce(chosen.n_contacts, 0) as n_contacts,
    audiences.limit_value as min_audience,
    coalesce(chosen.n_contacts, 0) >= coalesce(audiences.limit_value, 0) as is_made
from offers
left join chosen on offers.offer_id = chosen.offer_id
left join audiences on offers.offer_id = audiences.offer_id
