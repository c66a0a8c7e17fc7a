-- One row per customer and offer that they could get: the products, what they are worth, and why these.
select * from {{ ref('recommendation_offers') }}
union all
select * from {{ ref('bundle_offers') }}
