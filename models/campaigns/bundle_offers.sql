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

customers as (select * from {{ ref('customer_segments') }}),

recommendable as (select * from {{ ref('recommendable_products') }}),

products as (select * from {{ ref('product_margins') }}),

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

rules as (

    select
        association_rules.*,
        antecedents.product_number as antecedent_number,
        antecedents.product_id as antecedent_id,
        antecedents.product_name as antecedent_name,
        antecedents.price as antecedent_price,
        consequents.product_number as consequent_number,
        consequents.product_name as consequent_name,
        consequents.price as consequent_price,
        consequents.margin as consequent_margin
    from {{ ref('association_rules') }} as association_rules
    semi join {{ ref('rules_that_matter') }} as matter on association_rules.rule_id = matter.rule_id
    inner join products as antecedents on association_rules.antecedents[1] = antecedents.product_id
    inner join products as consequents on association_rules.consequents[1] = consequents.product_id
    semi join recommendable on antecedents.product_number = recommendable.product_number
    semi join recommendable as also_recommendable on consequents.product_number = also_recommendable.product_number
    where association_rules.n_antecedents = 1 and association_rules.n_consequents = 1

),

last_baskets as (

    select
        baskets.customer_id,
        basket_products.product_number
    from {{ ref('basket_products') }} as basket_products
    inner join (
        select
            customer_id,
            max_by(basket_number, (ordered_at, basket_number)) as basket_number
        from {{ ref('baskets') }}
        where customer_id is not null
        group by customer_id
    ) as baskets on basket_products.basket_number = baskets.basket_number

),

-- They buy the antecedent at their own rate (Poisson), and with it the consequent as often as the rule says.
matched as (

    select
        customers.customer_id,
        rules.rule_id,
        rules.antecedents,
        rules.consequents,
        rules.antecedent_id,
        rules.antecedent_number,
        rules.antecedent_name,
        rules.consequent_number,
        rules.consequent_name,
        rules.consequent_price,
        rules.antecedent_price,
        rules.consequent_margin,
        rules.confidence,
        rules.lift,
        owned.n_orders,
        last_baskets.product_number is not null as is_in_last_basket,
        owned.decayed_orders / ({{ var('recency_half_life_days') }} / ln(2)) as orders_per_day
    from customer_products as owned
    inner join customers on owned.customer_id = customers.customer_id
    inner join rules on owned.product_number = rules.antecedent_number
    left join last_baskets
        on owned.customer_id = last_baskets.customer_id and owned.product_number = last_baskets.product_number
    anti join customer_products as already
        on owned.customer_id = already.customer_id and rules.consequent_number = already.product_number

),

allowed as (

    {{ not_withheld('matched', 'consequent_number') }}

),

chanced as (

    select
        allowed.* exclude (consequent_margin),
        offers.offer_id,
        offers.discount,
        coalesce(cast(offers.margin * allowed.consequent_price as {{ column_type('money') }}), allowed.consequent_margin)
            as consequent_margin,
        (1 - exp(-allowed.orders_per_day * offers.valid_days)) * allowed.confidence as base_probability,
        (1 - exp(-allowed.orders_per_day * offers.valid_days))
        * least(1, allowed.confidence * cast(offers.assumed_lift as double)) as response_probability
    from allowed
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
    || ', and in baskets with it ' || case when is_same_name then 'another kind of it' else consequent_name end || ' is ' || cast(cast(lift as decimal(18, 1)) as varchar)
    || ' times as frequent as usual' as evidence_in_words
from valued
qualify row_number() over (
    partition by customer_id, offer_id order by response_margin - base_margin desc, is_in_last_basket desc, rule_id
) = 1
