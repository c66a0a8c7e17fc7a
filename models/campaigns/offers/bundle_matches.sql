-- One row per customer and rule that matters, from one product they buy to one they do not and may be shown.
with

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

matched as (

    select
        customers.customer_id,
        rules.rule_id,
        rules.antecedents,
        rules.consequents,
        rules.antecedent_id,
        rules.antecedent_name,
        rules.consequent_number,
        rules.consequent_name,
        rules.consequent_price,
        rules.antecedent_price,
        rules.consequent_margin,
        rules.confidence,
        rules.lift,
        last_baskets.product_number is not null as is_in_last_basket,
        owned.decayed_orders / ({{ setting('recency_half_life_days') }} / ln(2)) as orders_per_day
    from customer_products as owned
    inner join customers on owned.customer_id = customers.customer_id
    inner join rules on owned.product_number = rules.antecedent_number
    left join last_baskets
        on owned.customer_id = last_baskets.customer_id and owned.product_number = last_baskets.product_number
    anti join customer_products as already
        on owned.customer_id = already.customer_id and rules.consequent_number = already.product_number

)

{{ not_withheld('matched', 'consequent_number') }}
