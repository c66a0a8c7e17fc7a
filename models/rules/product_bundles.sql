-- One row per bundle: the products of a rule that matters, what they cost together, what they may cost, and why.
with

rules as (select * from {{ ref('rules_that_matter') }}),

rule_values as (select * from {{ ref('rule_values') }} where antecedent_price + consequent_price > 0),

buyers as (

    select
        sides.rule_id,
        count(distinct baskets.customer_id) filter (where sides.side = 'antecedents') as n_antecedent_customers,
        count(distinct baskets.customer_id) filter (where sides.side = 'both') as n_both_customers
    from {{ ref('rule_itemsets') }} as sides
    inner join {{ ref('rule_itemset_baskets') }} as itemset_baskets on sides.itemset_number = itemset_baskets.itemset_number
    inner join {{ ref('baskets') }} as baskets on itemset_baskets.basket_number = baskets.basket_number
    where sides.side <> 'consequents'
    group by sides.rule_id

),

-- What attracts needs less of a push: the discount falls with lift, and what it takes off stays within the margin.
discounted as (

    select
        rule_values.*,
        rule_values.antecedent_price + rule_values.consequent_price as list_price,
        rule_values.antecedent_cost + rule_values.consequent_cost as cost,
        greatest(
            0,
            least(
                floor(100 * {{ setting('max_bundle_discount') }} / rules.lift),
                floor(
                    100 * (
                        rule_values.antecedent_price + rule_values.consequent_price
                        - rule_values.antecedent_cost - rule_values.consequent_cost
                    ) / (rule_values.antecedent_price + rule_values.consequent_price)
                )
            )
        ) / 100 as discount
    from rule_values
    inner join rules on rule_values.rule_id = rules.rule_id

)

select
    'b' || substr(rules.rule_id, 2) as bundle_id,
    rules.rule_id,
    {{ list_union('rules.antecedents', 'rules.consequents') }} as products,
    cast(discounted.list_price as {{ column_type('money') }}) as list_price,
    discounted.discount,
    cast(
        discounted.list_price * (1 - cast(discounted.discount as decimal(3, 2))) as {{ column_type('money') }}
    ) as bundle_price,
    case when discounted.has_cost then cast(discounted.cost as {{ column_type('money') }}) end as unit_cost,
    cast(
        discounted.open_baskets_per_month * rules.confidence
        * (
            cast(discounted.consequent_price - discounted.consequent_cost as double)
            - cast(discounted.list_price as double) * discounted.discount
        )
        - discounted.support_per_month * cast(discounted.list_price as double) * discounted.discount
        as {{ column_type('money') }}
    ) as expected_extra_margin,
    cast(buyers.n_both_customers as double) / nullif(buyers.n_antecedent_customers, 0) as cannibalisation_share,
    rules.rule || ': in ' || cast(cast(100 * rules.confidence as decimal(5, 1)) as varchar)
    || ' % of the baskets with the first, ' || cast(cast(rules.lift as decimal(18, 1)) as varchar)
    || ' times as often as usual' as reason
from rules
inner join discounted on rules.rule_id = discounted.rule_id
left join buyers on rules.rule_id = buyers.rule_id
