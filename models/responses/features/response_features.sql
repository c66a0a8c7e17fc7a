-- One row per response case, with what was known of the customer on the day before it began.
with

cases as (select * from {{ ref('response_cases') }}),

orders as (select * from {{ ref('orders_before') }}),

record as (

    select
        min(ordered_on) as first_on,
        max(ordered_on) as last_on
    from {{ ref('stg_order_lines') }}

),

-- The kind of customer, by the rule of past_behaviour; of past cases that table says it.
spenders as (

    select
        history,
        customer_id,
        case
            when days_since_order > {{ setting('past_days') }} then 'lapsed'
            when 3 * n_below < n_buyers then 'low spend'
            when 3 * n_below < 2 * n_buyers then 'middle spend'
            else 'high spend'
        end as segment
    from (
        select
            history,
            customer_id,
            days_since_order,
            rank() over (partition by days_since_order <= {{ setting('past_days') }} order by revenue) - 1 as n_below,
            count(*) over (partition by days_since_order <= {{ setting('past_days') }}) as n_buyers
        from orders
        where history = 'now'
    ) as ranked

)

select
    cases.history,
    cases.campaign_id,
    cases.customer_id,
    cases.is_treated,
    coalesce(cases.has_responded, false) as has_responded,
    cast(cases.arm_weight as double) as arm_weight,
    cases.case_share,
    cases.customer_share,
    coalesce(splits.teaches_choice, false) as teaches_choice,
    coalesce(splits.is_choice, false) as is_choice,
    coalesce(splits.teaches_test, false) as teaches_test,
    coalesce(splits.is_test, false) as is_test,
    cases.offer_kind,
    cases.channel,
    coalesce(results.segment, spenders.segment, 'new') as segment,
    cast(orders.customer_id is not null as double) as has_ordered,
    cast(coalesce(orders.days_since_order, 0) as double) as days_since_order,
    -- By week of the record, which may be shorter than var past_days.
    7.0 * coalesce(orders.n_order_days, 0) / least({{ setting('past_days') }}, cases.starts_on - record.first_on) as order_days_per_week,
    7.0 * cast(coalesce(orders.revenue, 0) as double) / least({{ setting('past_days') }}, cases.starts_on - record.first_on) as revenue_per_week,
    coalesce(orders.discount_share, 0) as discount_share,
    {% for number in range(1, n_top_categories() + 1) %}
    coalesce(orders.category_{{ number }}_share, 0) as category_{{ number }}_share,
    {% endfor %}
    cast(coalesce(contacts.n_contacts, 0) as double) as n_contacts,
    cast(coalesce(contacts.n_recent_contacts, 0) as double) as n_recent_contacts,
    cast(coalesce(contacts.n_responses, 0) as double) as n_responses,
    coalesce(cast(contacts.n_responses as double) / contacts.n_contacts, 0) as response_share,
    -- A season is told from a single campaign only by who has seen it twice.
    case when record.last_on - record.first_on > 730 then cos(2 * pi() * dayofyear(cases.starts_on) / 365.25) else 0 end as winter,
    case when record.last_on - record.first_on > 730 then sin(2 * pi() * dayofyear(cases.starts_on) / 365.25) else 0 end as spring
from cases
cross join record
left join orders
    on cases.history = orders.history and cases.campaign_id = orders.campaign_id and cases.customer_id = orders.customer_id
left join {{ ref('contacts_before') }} as contacts
    on cases.history = contacts.history and cases.campaign_id = contacts.campaign_id and cases.customer_id = contacts.customer_id
left join {{ ref('contact_results') }} as results on cases.campaign_id = results.campaign_id and cases.customer_id = results.customer_id
left join spenders on cases.history = spenders.history and cases.customer_id = spenders.customer_id
left join {{ ref('response_splits') }} as splits on cases.campaign_id = splits.campaign_id
