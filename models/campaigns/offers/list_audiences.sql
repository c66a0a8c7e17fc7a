-- One row per offer of a list, product and customer whom it is named to: of those who may get it, who would want it most.
with

eligible as (

    select distinct
        eligible_offers.customer_id,
        terms.offer_id,
        terms.product_list,
        terms.valid_days,
        {{ is_held_out('eligible_offers.customer_id') }}
        or {{ is_held_out('eligible_offers.customer_id', 'terms.campaign_id') }} as is_holdout
    from {{ ref('eligible_offers') }} as eligible_offers
    inner join {{ ref('offer_terms') }} as terms
        on eligible_offers.offer_id = terms.offer_id and eligible_offers.channel = terms.channel
    where terms.recommends = 'list'

),

-- An offer names a product to no more customers than there are units of it; to who is held out, and uses none, while there would be one.
named as (

    select
        eligible.customer_id,
        eligible.offer_id,
        eligible.valid_days,
        listed.rank,
        listed.product_id,
        listed.product_name,
        listed.score,
        listed.because_product_id,
        listed.evidence,
        listed.reason,
        products.price,
        products.margin
    from eligible
    inner join {{ ref('ranked_lists') }} as listed
        on eligible.product_list = listed.list_name and eligible.customer_id = listed.customer_id
    inner join {{ ref('product_margins') }} as products on listed.product_id = products.product_id
    qualify
        count(*) filter (where not eligible.is_holdout) over (
            partition by eligible.offer_id, listed.product_id
            order by listed.score desc, listed.lift desc, eligible.customer_id
            rows between unbounded preceding and current row
        ) + cast(eligible.is_holdout as integer) <= least({{ setting('max_audience') }}, floor(products.stock))

)

-- The score is of var holdout_days. Purchases are taken to fall on any day alike.
select
    customer_id,
    offer_id,
    cast(row_number() over (partition by customer_id, offer_id order by rank) as integer) as rank,
    product_id,
    product_name,
    round(1 - power(1 - score, cast(valid_days as double) / {{ setting('holdout_days') }}), 9) as base_probability,
    price,
    margin,
    because_product_id,
    evidence,
    reason
from named
qualify row_number() over (partition by customer_id, offer_id order by rank) <= {{ setting('n_offer_products') }}
