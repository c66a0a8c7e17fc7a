-- One row per rule: what more its consequents would bring if everyone with the antecedents bought as it says.
with

sides as (

    select
        rule_id,
        'antecedents' as side,
        {{ each_of('antecedents') }} as product_id
    from {{ ref('association_rules') }}
    union all
    select
        rule_id,
        'consequents' as side,
        {{ each_of('consequents') }} as product_id
    from {{ ref('association_rules') }}

),

-- Where the shop does not say what a product costs, its margin is taken to be the usual share of its price.
priced as (

    select
        product_id,
        cast(coalesce(list_price, mean_price) as {{ column_type('money') }}) as price,
        unit_cost is not null as has_cost,
        cast(
            coalesce(unit_cost, coalesce(list_price, mean_price) * (1 - {{ exact(setting('assumed_margin')) }}))
            as {{ column_type('money') }}
        ) as cost
    from {{ ref('products') }}

),

totals as (

    select
        sides.rule_id,
        sum(priced.price) filter (where sides.side = 'antecedents') as antecedent_price,
        sum(priced.price) filter (where sides.side = 'consequents') as consequent_price,
        sum(priced.cost) filter (where sides.side = 'antecedents') as antecedent_cost,
        sum(priced.cost) filter (where sides.side = 'consequents') as consequent_cost,
        bool_and(priced.has_cost) as has_cost
    from sides
    inner join priced on sides.product_id = priced.product_id
    group by sides.rule_id

),

days as (select max(ordered_on) - min(ordered_on) + 1 as n_days from {{ ref('baskets') }})

select
    rules.rule_id,
    cast(totals.antecedent_price as {{ column_type('money') }}) as antecedent_price,
    cast(totals.antecedent_cost as {{ column_type('money') }}) as antecedent_cost,
    cast(totals.consequent_price as {{ column_type('money') }}) as consequent_price,
    cast(totals.consequent_cost as {{ column_type('money') }}) as consequent_cost,
    totals.has_cost,
    {{ per_month('rules.antecedent_count - rules.support_count', 'days.n_days') }} as open_baskets_per_month,
    {{ per_month('rules.support_count', 'days.n_days') }} as support_per_month,
    cast(
        {{ per_month('rules.antecedent_count - rules.support_count', 'days.n_days') }} * rules.confidence
        * cast(totals.consequent_price - totals.consequent_cost as double)
        as {{ column_type('money') }}
    ) as margin_per_month
from {{ ref('association_rules') }} as rules
inner join totals on rules.rule_id = totals.rule_id
cross join days
