-- One row per customer and bundle offer: the best rule that matters, from a product they buy to one they do not.
with

offers as (

    select distinct
        offer_id,
        discount,
        margin,
        assumed_lift,
        valid_days
    from {{ ref('offer_terms') }}
    where recommends = 'bundle'

),

matches as (select * from {{ ref('bundle_matches') }}),

-- They buy the antecedent at their own rate (Poisson), and with it the consequent as often as the rule says.
chanced as (

    select
        matches.* exclude (consequent_margin),
        offers.offer_id,
        offers.discount,
        coalesce(cast(offers.margin * matches.consequent_price as {{ column_type('money') }}), matches.consequent_margin)
            as consequent_margin,
        (1 - exp(-matches.orders_per_day * offers.valid_days)) * matches.confidence as base_probability,
        (1 - exp(-matches.orders_per_day * offers.valid_days))
        * least(1, matches.confidence * cast(offers.assumed_lift as double)) as response_probability
    from matches
    cross join offers

),

-- The antecedent is bought anyway: what the offer brings is the consequent, what it costs is the discount on both.
valued as (

    select
        *,
        antecedent_name = consequent_name as is_same_name,
        cast(base_probability * cast(consequent_margin as double) as {{ column_type('money') }}) as base_margin,
        cast(
            response_probability
            * cast(consequent_margin - (antecedent_price + consequent_price) * discount as double)
            as {{ column_type('money') }}
        ) as response_margin
    from chanced

)

select
    customer_id,
    offer_id,
    list_concat(antecedents, consequents) as product_ids,
    case when is_same_name then antecedent_name || ' (2 kinds)' else antecedent_name || ', ' || consequent_name end as product_names,
    base_probability,
    response_probability,
    base_margin,
    response_margin,
    rule_id,
    antecedent_id as because_product_id,
    'association_rule' as evidence,
    'you buy ' || antecedent_name || case when is_in_last_basket then ' (also in your last basket)' else '' end
    || ', and in baskets with it ' || case when is_same_name then 'another kind of it' else consequent_name end
    || ' is ' || cast(cast(lift as decimal(18, 1)) as varchar) || ' times as frequent as usual' as evidence_in_words
from valued
qualify row_number() over (
    partition by customer_id, offer_id order by response_margin - base_margin desc, is_in_last_basket desc, rule_id
) = 1
