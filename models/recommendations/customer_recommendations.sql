-- One row per customer, kind of recommendation and rank: what to buy again (replenish) and what new (discover).
with

products as (select * from {{ ref('products') }}),

customer_products as (select * from {{ ref('customer_products') }} where history = 'all'),

probabilities as (

    select * from {{ ref('replenish_scores') }} where history = 'all'
    union all
    select * from {{ ref('discover_scores') }} where history = 'all'

),

described as (

    select
        recommended.*,
        products.product_id,
        products.product_name,
        first.product_id as because_product_id,
        second.product_id as because_product_id_2,
        third.product_id as because_product_id_3,
        own.n_orders,
        own.last_ordered_on,
        case
            when own.n_orders > 1
                then cast(round(cast(own.days_since_first - own.days_since_last as double) / (own.n_orders - 1)) as integer)
        end as days_between,
        own.days_since_last,
        'because of ' || first.product_name || {{ in_percent('recommended.because_share_1') }}
        || coalesce(', ' || second.product_name || {{ in_percent('recommended.because_share_2') }}, '')
        || coalesce(', ' || third.product_name || {{ in_percent('recommended.because_share_3') }}, '') as because
    from {{ ref('recommended_products') }} as recommended
    inner join products on recommended.product_number = products.product_number
    left join products as first on recommended.because_number_1 = first.product_number
    left join products as second on recommended.because_number_2 = second.product_number
    left join products as third on recommended.because_number_3 = third.product_number
    left join customer_products as own
        on recommended.customer_id = own.customer_id and recommended.product_number = own.product_number

)

select
    described.customer_id,
    described.recommendation_kind,
    described.rank,
    described.product_id,
    described.product_name,
    described.score,
    probabilities.probability as purchase_probability,
    described.evidence,
    described.because_product_id,
    described.because_share_1 as because_share,
    described.because_product_id_2,
    described.because_share_2,
    described.because_product_id_3,
    described.because_share_3,
    case
        when described.recommendation_kind = 'replenish' and described.days_between > 0
            then cast({{ dbt.dateadd('day', 'described.days_between', 'described.last_ordered_on') }} as date)
    end as due_on,
    case described.evidence
        when 'own_history'
            then concat(
                'Bought ', described.n_orders, case when described.n_orders = 1 then ' time' else ' times' end,
                case when described.days_between > 0 then concat(', every ', described.days_between, ' days') end,
                ', last ', described.days_since_last, ' days ago (', described.last_ordered_on, ')'
            )
        when 'similar_products' then upper(left(described.because, 1)) || substr(described.because, 2)
        when 'resembling_products'
            then 'Resembles what they buy: ' || described.crowd || {{ in_percent('described.crowd_share') }}
        when 'similar_customers' then 'Bought by customers who buy much the same'
        when 'everyone_popularity' then 'Bought by' || {{ in_percent('described.crowd_share', brackets=false) }} || ' of all customers'
        else
            'Bought by' || {{ in_percent('described.crowd_share', brackets=false) }} || ' of the customers in the '
            || replace(described.evidence, '_popularity', '') || ' ' || described.crowd
    end as reason
from described
left join probabilities
    on described.customer_id = probabilities.customer_id and described.product_number = probabilities.product_number
