-- One row per customer, kind of time and value of it: the share of their baskets to expect then, and whose pattern that is.
with

times as (select * from {{ ref('shopping_times') }}),

common as (select * from {{ ref('time_priors') }}),

customers as (

    select
        customer_id,
        segment,
        kind,
        sum(n_baskets) as n_baskets
    from times
    group by customer_id, segment, kind

),

segments as (

    select
        segment,
        kind,
        sum(n_baskets) as n_baskets
    from customers
    group by segment, kind

),

by_segment as (

    select
        segment,
        kind,
        value,
        sum(n_baskets) as n_baskets
    from times
    group by segment, kind, value

),

-- A segment's baskets count beside everyone's as a customer's do beside the segment's.
expected as (

    select
        segments.segment,
        common.kind,
        common.value,
        common.weight,
        segments.n_baskets >= common.weight as is_of_segment,
        (coalesce(by_segment.n_baskets, 0) + common.weight * common.share) / (segments.n_baskets + common.weight) as share
    from segments
    inner join common on segments.kind = common.kind
    left join by_segment
        on
            segments.segment = by_segment.segment
            and common.kind = by_segment.kind
            and common.value = by_segment.value

)

select
    customers.customer_id,
    customers.kind,
    expected.value,
    customers.n_baskets,
    (coalesce(times.n_baskets, 0) + expected.weight * expected.share) / (customers.n_baskets + expected.weight) as share,
    customers.n_baskets / (customers.n_baskets + expected.weight) as own_weight,
    case
        when customers.n_baskets >= expected.weight then 'own'
        when expected.is_of_segment then 'segment'
        else 'everyone'
    end as pattern
from customers
inner join expected on customers.segment = expected.segment and customers.kind = expected.kind
left join times
    on
        customers.customer_id = times.customer_id
        and customers.kind = times.kind
        and expected.value = times.value
