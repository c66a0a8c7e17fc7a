{#
  A query that gives, with the customer, what the plan gives a customer who may not get it: a contact that is forbidden now or an offer that is
  not for them, more contacts than are left, one offer, the same products or an exclusive group twice. By the rule of eligible_offers and
  contact_permissions, which are views and so count what was put into the staging tables after the plan.

  plan: the relation campaign_plan.
#}
{% macro broken_by_customer(plan) %}
    with

    contacts as (select * from {{ plan }}),

    permissions as (select * from {{ ref('contact_permissions') }}),

    eligible as (select * from {{ ref('eligible_offers') }}),

    permitted as (

        select
            contacts.customer_id,
            case
                when permissions.forbidden_by is not null then permissions.forbidden_by
                when eligible.customer_id is null then 'an offer that is not for them'
                when count(*) over (partition by contacts.customer_id) > permissions.n_allowed then 'too many contacts'
            end as broken
        from contacts
        left join permissions on contacts.customer_id = permissions.customer_id and contacts.channel = permissions.channel
        left join eligible
            on
                contacts.customer_id = eligible.customer_id
                and contacts.offer_id = eligible.offer_id
                and contacts.channel = eligible.channel

    )

    select
        broken,
        customer_id
    from permitted
    where broken is not null
    union all
    select
        'an offer twice' as broken,
        customer_id
    from contacts
    group by customer_id, offer_id
    having count(*) > 1
    union all
    select
        'the same products twice' as broken,
        customer_id
    from contacts
    group by customer_id, product_ids
    having count(*) > 1
    union all
    select
        'two offers of a group' as broken,
        contacts.customer_id
    from contacts
    inner join {{ ref('offers') }} as offers on contacts.offer_id = offers.offer_id
    where offers.exclusive_group is not null
    group by contacts.customer_id, offers.exclusive_group
    having count(*) > 1
{% endmacro %}
