{#
  A query that gives the limits that a plan breaks, counted anew from its contacts.

  plan: the relation campaign_plan.
  constraints: the relation plan_constraints.
#}
{% macro broken_limits(plan, constraints) %}
    with

    used as (

        select
            limits.constraint_name,
            limits.limit_kind,
            limits.limit_value,
            count(contacts.customer_id) as n_contacts,
            coalesce(sum(contacts.cost), 0) as cost
        from {{ constraints }} as limits
        left join {{ plan }} as contacts
            on
                not contacts.is_holdout
                and (limits.offer_id is null or limits.offer_id = contacts.offer_id)
                and (limits.channel is null or limits.channel = contacts.channel)
        group by limits.constraint_name, limits.limit_kind, limits.limit_value

    )

    select constraint_name
    from used
    where
        case
            when limit_kind = 'audience' then n_contacts between 1 and limit_value - 1
            when limit_kind = 'uses' then n_contacts > limit_value
            else cost > limit_value
        end
    union all
    select 'contacts per customer' as constraint_name
    from {{ plan }}
    group by customer_id
    having count(*) > {{ setting('max_offers_per_customer') }}
    union all
    select 'one contact per customer and campaign' as constraint_name
    from {{ plan }}
    group by customer_id, campaign_id
    having count(*) > 1
    order by constraint_name
{% endmacro %}
