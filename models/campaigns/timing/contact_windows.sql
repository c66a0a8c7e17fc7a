-- One row per contact to be made: between which days it would best be sent, and why.
with

plan as (select * from {{ ref('campaign_plan') }} where not is_holdout),

terms as (select * from {{ ref('offer_terms') }}),

customers as (select * from {{ ref('customer_features') }}),

due as (

    select
        customer_id,
        product_id,
        due_on
    from {{ ref('customer_recommendations') }}
    where recommendation_kind = 'replenish' and due_on is not null

),

products as (

    select
        plan.customer_id,
        plan.campaign_id,
        plan.valid_from,
        plan.valid_to,
        {{ each_of('plan.product_ids') }} as product_id
    from plan
    semi join terms on plan.offer_id = terms.offer_id and terms.recommends = 'replenish'

),

-- What falls due within the offer is reminded of in the week before; what was due already, at once.
due_products as (

    select
        products.customer_id,
        products.campaign_id,
        min(due.due_on) filter (where due.due_on > products.valid_from and due.due_on <= products.valid_to) as due_on,
        min(due.due_on) filter (where due.due_on <= products.valid_from) as was_due_on
    from products
    inner join due on products.customer_id = due.customer_id and products.product_id = due.product_id
    group by products.customer_id, products.campaign_id

),

-- Who comes more regularly than by chance comes next after their own mean days between orders.
dated as (

    select
        plan.customer_id,
        plan.campaign_id,
        plan.offer_id,
        plan.channel,
        plan.priority,
        plan.valid_from,
        plan.valid_to,
        terms.quiet_days,
        due_products.due_on,
        due_products.was_due_on,
        case
            when customers.gap_variation < 1
                then cast({{ dbt.dateadd('day', 'cast(round(customers.mean_days_between_orders) as integer)', 'customers.last_order_on') }} as date)
        end as next_order_on
    from plan
    inner join terms on plan.offer_id = terms.offer_id and plan.channel = terms.channel
    inner join customers on plan.customer_id = customers.customer_id
    left join due_products on plan.customer_id = due_products.customer_id and plan.campaign_id = due_products.campaign_id

),

timed as (

    select
        *,
        case
            when due_on is not null then 'due'
            when was_due_on is not null then 'overdue'
            when next_order_on > valid_from and next_order_on <= valid_to then 'cycle'
            else 'pattern'
        end as timed_by
    from dated

)

select
    customer_id,
    campaign_id,
    offer_id,
    channel,
    quiet_days,
    valid_from,
    valid_to,
    timed_by,
    case timed_by when 'due' then due_on when 'overdue' then was_due_on when 'cycle' then next_order_on end as due_on,
    case
        when timed_by in ('due', 'cycle')
            then greatest(valid_from, cast({{ dbt.dateadd('day', -7, 'coalesce(due_on, next_order_on)') }} as date))
        else valid_from
    end as best_from,
    case
        when timed_by in ('due', 'cycle') then cast({{ dbt.dateadd('day', -1, 'coalesce(due_on, next_order_on)') }} as date)
        when timed_by = 'overdue' then valid_from
        else greatest(valid_from, cast({{ dbt.dateadd('day', -6, 'valid_to') }} as date))
    end as best_to,
    -- Products that are due have their day before others do.
    row_number() over (
        partition by customer_id
        order by case timed_by when 'due' then 1 when 'overdue' then 2 else 3 end, priority, campaign_id
    ) as place
from timed
