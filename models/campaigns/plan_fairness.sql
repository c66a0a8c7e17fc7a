-- One row per trait of customers and group: who of those that could get an offer gets one, and what the offers are worth.
{% set never = ["''"] %}
{% for name in customer_traits() if never_a_feature(name) %}
{% do never.append(dbt.string_literal(dbt.escape_single_quotes(name))) %}
{% endfor %}
{% set z = normal_quantile(1 - (1 - setting('confidence_level')) / 2) %}
with

trait_groups as (select * from {{ ref('trait_groups') }}),

eligible as (select distinct customer_id from {{ ref('plan_candidates') }}),

plan as (select * from {{ ref('campaign_plan') }} where not is_holdout),

offered as (

    select
        customer_id,
        cast(discount as decimal(9, 4)) as discount,
        {{ each_of('product_ids') }} as product_id
    from plan

),

discounts as (

    select
        offered.customer_id,
        sum(cast(products.price as decimal(38, 4)) * offered.discount) as discount_value
    from offered
    inner join {{ ref('product_margins') }} as products on offered.product_id = products.product_id
    group by offered.customer_id

),

contacted as (

    select
        plan.customer_id,
        count(*) as n_offers,
        sum(plan.expected_value) as expected_value,
        max(discounts.discount_value) as discount_value
    from plan
    left join discounts on plan.customer_id = discounts.customer_id
    group by plan.customer_id

),

counted as (

    select
        trait_groups.trait,
        trait_groups.trait_group,
        count(*) as n_customers,
        count(eligible.customer_id) as n_eligible,
        count(contacted.customer_id) as n_contacted,
        coalesce(sum(contacted.n_offers), 0) as n_offers,
        coalesce(sum(contacted.expected_value), 0) as expected_value,
        coalesce(sum(contacted.discount_value), 0) as discount_value
    from trait_groups
    left join eligible on trait_groups.customer_id = eligible.customer_id
    left join contacted on trait_groups.customer_id = contacted.customer_id
    group by trait_groups.trait, trait_groups.trait_group

),

-- The others are all of whom the trait is known but who are in another group.
compared as (

    select
        *,
        sum(n_eligible) over (partition by trait) - n_eligible as n_others,
        sum(n_contacted) over (partition by trait) - n_contacted as contacted_others
    from counted

),

measured as (

    select
        *,
        cast(n_contacted as double) / nullif(n_eligible, 0) as contacted_share,
        cast(contacted_others as double) / nullif(n_others, 0) as contacted_share_others,
        {% for side, name in [(-1, 'low'), (1, 'high')] %}
        case when n_eligible > 0 then {{ wilson_bound('n_contacted', 'n_eligible', side, z) }} end as ci_{{ name }},
        case
            when n_eligible > 0 and n_others > 0
                then {{ newcombe_bound('n_contacted', 'n_eligible', 'contacted_others', 'n_others', side, z) }}
        end as difference_{{ name }},
        {% endfor %}
        n_eligible >= {{ setting('min_arm_customers') }} and n_others >= {{ setting('min_arm_customers') }} as is_enough
    from compared

),

worded as (

    select
        *,
        ' (' || cast(cast(round(100 * contacted_share) as integer) as varchar) || ' % against '
        || cast(cast(round(100 * contacted_share_others) as integer) as varchar) || ' %)' as shares_in_words
    from measured

)

select
    trait,
    trait_group,
    trait in ({{ never | join(', ') }}) as is_never_a_feature,
    n_customers,
    n_eligible,
    n_contacted,
    contacted_share,
    ci_low,
    ci_high,
    contacted_share_others,
    contacted_share / nullif(contacted_share_others, 0) as ratio,
    contacted_share - contacted_share_others as difference,
    difference_low,
    difference_high,
    cast(n_offers as double) / nullif(n_eligible, 0) as offers_per_eligible,
    cast(expected_value / nullif(n_eligible, 0) as {{ column_type('money') }}) as value_per_eligible,
    cast(discount_value / nullif(n_eligible, 0) as {{ column_type('money') }}) as discount_per_eligible,
    case
        when n_eligible = 0 then 'Nobody of the group could get an offer.'
        when n_others = 0 then 'There is no other group to compare with.'
        when not is_enough then 'Too few to tell' || shares_in_words || '.'
        when difference_high < 0
            then
                'Contacted less often than others who could be, beyond chance' || shares_in_words
                || case when contacted_share < 0.8 * contacted_share_others then ': below four fifths of their share.' else '.' end
        when difference_low > 0 then 'Contacted more often than others who could be, beyond chance' || shares_in_words || '.'
        else 'Contacted as often as others who could be, as far as can be told' || shares_in_words || '.'
    end as in_words
from worded
